package dev.xmcgan.cli.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.images.PngFile;
import dev.xmcgan.images.RgbImage;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalImageTest {
  private static final RgbImage IMAGE =
      RgbImage.ofPacked(2, 2, new int[] {0xFF0000, 0x00FF00, 0x0000FF, 0x010203});

  @Test
  void aCharacterIsTwoPixels() throws Exception {
    // when
    String shown = TerminalImage.of(Map.of("TERM", "xterm-256color")).of(PngFile.encode(IMAGE));

    // then
    assertThat(shown)
        .isEqualTo(
            "\u001b[38;2;255;0;0m\u001b[48;2;0;0;255m\u2580"
                + "\u001b[38;2;0;255;0m\u001b[48;2;1;2;3m\u2580\u001b[0m\n");
  }

  @Test
  void aLargeImageIsAsWideAsTheTerminal() throws Exception {
    // given
    RgbImage large = RgbImage.ofPacked(400, 100, new int[400 * 100]);

    // when
    String shown = TerminalImage.of(Map.of("COLUMNS", "40")).of(PngFile.encode(large));

    // then
    assertThat(shown.lines()).hasSize(5);
    assertThat(shown.lines())
        .allMatch(line -> line.chars().filter(each -> each == 0x2580).count() == 40);
  }

  @ParameterizedTest
  @CsvSource({"TERM, xterm-kitty", "KITTY_WINDOW_ID, 1", "TERM_PROGRAM, WezTerm"})
  void whereKittysProtocolIsSpokenTheFileItselfIsSent(String name, String value) throws Exception {
    // given: more than one chunk
    int[] noise = new Random(1).ints(64 * 64, 0, 0xFFFFFF).toArray();
    byte[] png = PngFile.encode(RgbImage.ofPacked(64, 64, noise));

    // when
    String shown = TerminalImage.of(Map.of(name, value)).of(png);

    // then
    String[] commands = shown.strip().split("\u001b\\\\");
    assertThat(commands.length).isGreaterThan(1);
    assertThat(commands[0]).startsWith("\u001b_Ga=T,f=100,m=1;");
    assertThat(commands[commands.length - 1]).startsWith("\u001b_Gm=0;");
    String data =
        Arrays.stream(commands)
            .map(command -> command.substring(command.indexOf(';') + 1))
            .collect(Collectors.joining());
    assertThat(Base64.getDecoder().decode(data)).isEqualTo(png);
  }
}
