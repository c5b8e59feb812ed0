package dev.xmcgan.schemas.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.schemas.RejectionReason;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CaptionRulesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " \t\n",
        "\u00a0\u2003\u3000",
        "\u200b",
        "\ufeff",
        "\u0000",
        "\u0007\u001b\u0085",
        "\u200d\u200c",
        "\u202e\u202c",
        "\u2066\u2069",
        "\u00ad\u2060",
        "\u3164\u115f",
        "\u2800",
        "\ufffc",
        "\u0301",
        "\ufe0f",
        "\ufffe",
        "\ue000",
        "\ud834\udd73",
        "\udb40\udc41"
      })
  void whatNobodyCanSeeIsNoCaption(String caption) {
    assertThat(refusal(caption).reason()).isEqualTo(RejectionReason.NO_CAPTION);
    assertThat(refusal(caption).code()).isEqualTo("no_caption");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "7", "?", "+", "\u4e00", "\ud83d\udc08", "\ud83e\udee0", "\u0e01"})
  void aLetterADigitAMarkOrAnEmojiIsOne(String caption) {
    assertThat(text(caption)).isEqualTo(caption);
  }

  @Test
  void textThatWasNotUtf8IsRefused() {
    String latin1 =
        new String(
            "ein gro\u00dfer W\u00fcrfel".getBytes(StandardCharsets.ISO_8859_1),
            StandardCharsets.UTF_8);
    assertThat(refusal(latin1).reason()).isEqualTo(RejectionReason.CAPTION_NOT_UTF8);
    assertThat(refusal("half \ud83d of it").reason()).isEqualTo(RejectionReason.CAPTION_NOT_UTF8);
    assertThat(refusal("half \udc08").reason()).isEqualTo(RejectionReason.CAPTION_NOT_UTF8);
  }

  @ParameterizedTest
  @MethodSource("spellings")
  void equalCaptionsBecomeEqualStrings(String given, String expected) {
    // given
    String caption = text(given);

    // then
    assertThat(caption).isEqualTo(expected);
    assertThat(text(caption)).isEqualTo(caption);
  }

  static Stream<Arguments> spellings() {
    String persian = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645";
    String scientist = "\ud83d\udc69\u200d\ud83d\udd2c";
    return Stream.of(
        Arguments.of("  a \t red\n\u00a0circle\u0085 ", "a red circle"),
        Arguments.of("cafe\u0301", "caf\u00e9"),
        Arguments.of("\u212bngstr\u00f6m", "\u00c5ngstr\u00f6m"),
        Arguments.of("\ufeffa cat", "a cat"),
        Arguments.of("a\u0000 c\u200bat", "a cat"),
        Arguments.of("foot\u00adball", "football"),
        Arguments.of("a \u202ered\u202c cube", "a red cube"),
        Arguments.of("\u2067a cube\u2069", "a cube"),
        Arguments.of("<b>red</b> &amp; blue", "<b>red</b> &amp; blue"),
        Arguments.of(persian, persian),
        Arguments.of(scientist, scientist),
        Arguments.of("\u0600\u0661", "\u0600\u0661"));
  }

  @Test
  void lengthIsCountedInCodePointsOfTheOneForm() {
    // given
    String longest = "\ud83d\udc08".repeat(RequestLimits.MAX_CAPTION_LENGTH);

    // then
    assertThat(text(longest)).isEqualTo(longest);
    assertThat(text("\u200b  " + longest + "  ")).isEqualTo(longest);
    assertThat(text("e\u0301".repeat(2_000))).isEqualTo("\u00e9".repeat(2_000));
    assertThat(refusal(longest + "!").reason()).isEqualTo(RejectionReason.CAPTION_TOO_LONG);
    assertThat(refusal(longest + "!").message()).contains("2001").contains("2000");
  }

  @Test
  void aFloodOfCombiningMarksCostsLittle() {
    // composing these marks, which are out of order, would take minutes
    String flood = "a" + "\u0301\u0323".repeat(1_000_000);
    assertThat(refusal(flood).reason()).isEqualTo(RejectionReason.CAPTION_TOO_LONG);
  }

  private static String text(String caption) {
    return ((CheckedCaption.Usable) CaptionRules.check(caption)).text();
  }

  private static Refusal refusal(String caption) {
    return ((CheckedCaption.Refused) CaptionRules.check(caption)).refusal();
  }
}
