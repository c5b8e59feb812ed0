package dev.xmcgan.gateway.protection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodyCharsetTest {
  private static final String TEXT = "{\"prompt\":\"ein großer Würfel\"}";

  @ParameterizedTest
  @CsvSource({
    "application/json; charset=ISO-8859-1, ISO-8859-1",
    "application/json;charset=\"windows-1252\", windows-1252",
    "application/json; charset=UTF-16LE, UTF-16LE",
    "application/json; charset=utf-8, UTF-8",
    "application/json, UTF-8"
  })
  void aBodyIsReadInTheCharsetThatItNames(String contentType, String charset) throws Exception {
    assertThat(BodyCharset.toUtf8(contentType, TEXT.getBytes(Charset.forName(charset))))
        .isEqualTo(TEXT.getBytes(UTF_8));
  }

  @Test
  void whatNamesNoneStaysAsItIs() throws Exception {
    byte[] latin1 = TEXT.getBytes(ISO_8859_1);
    assertThat(BodyCharset.toUtf8("application/json", latin1)).isSameAs(latin1);
    assertThat(BodyCharset.toUtf8(null, latin1)).isSameAs(latin1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"no-such-charset", "~", "US-ASCII"})
  void whatIsNotInTheCharsetOrNamesNoneThatThereIsIsRefused(String charset) {
    assertThat(US_ASCII.newEncoder().canEncode('ß')).isFalse();
    assertThatThrownBy(
            () ->
                BodyCharset.toUtf8(
                    "application/json; charset=" + charset, TEXT.getBytes(ISO_8859_1)))
        .isInstanceOf(CharacterCodingException.class);
  }

  @Test
  void halfACharacterIsRefused() {
    byte[] cut = "x".getBytes(UTF_16LE);
    assertThatThrownBy(
            () ->
                BodyCharset.toUtf8(
                    "application/json; charset=utf-16le", java.util.Arrays.copyOf(cut, 1)))
        .isInstanceOf(CharacterCodingException.class);
  }
}
