package dev.xmcgan.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PngFileTest {

  @Test
  void pixelsAndTextsOfAPngAreRead() throws IOException {
    // given
    RgbImage image = new RgbImage(2, 1, new byte[] {1, 2, 3, -1, -2, -3});
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("caption", "ein Bär — 熊");
    texts.put("seed", "-7");

    // when
    byte[] file = PngFile.encode(image, texts);

    // then
    assertThat(PngFile.decode(file).rgb()).containsExactly(1, 2, 3, -1, -2, -3);
    assertThat(PngFile.decode(file).width()).isEqualTo(2);
    assertThat(PngFile.texts(file)).containsExactlyEntriesOf(texts);
  }

  @Test
  void noiseComesBackBitByBit() throws IOException {
    // given
    RgbImage image = TestImages.noise(64, 48, 9);

    // when
    byte[] file = PngFile.encode(image);

    // then
    assertThat(PngFile.decode(file).rgb()).isEqualTo(image.rgb());
    assertThat(PngFile.texts(file)).isEmpty();
    assertThat(PngFile.encode(image)).isEqualTo(file);
  }

  @Test
  void greyValuesStayAsTheyAre() throws IOException {
    // given
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 64; i++) {
      image.getRaster().setSample(i % 8, i / 8, 0, 64);
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageIO.write(image, "png", file);

    // then
    assertThat(PngFile.decode(file.toByteArray()).rgb()).containsOnly(64).hasSize(192);
  }

  @Test
  void whatIsNoPngIsRefusedAndHasNoTexts() {
    // given
    byte[] jpeg = JpegFile.encode(TestImages.plain(8, 8, 1, 2, 3));
    byte[] png = PngFile.encode(TestImages.noise(8, 8, 1));
    byte[] cut = Arrays.copyOf(png, png.length / 2);

    // then
    assertThatThrownBy(() -> PngFile.decode(jpeg)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> PngFile.decode(new byte[3])).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> PngFile.decode(cut)).isInstanceOf(IOException.class);
    assertThat(PngFile.texts(jpeg)).isEmpty();
  }
}
