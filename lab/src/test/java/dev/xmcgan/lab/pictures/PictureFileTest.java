package dev.xmcgan.lab.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.images.PngFile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PictureFileTest {

  @Test
  void pixelsAndTextsOfAPngAreRead() throws IOException {
    // given
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 0x010203);
    image.setRGB(1, 0, 0xFFFEFD);

    // when
    PictureFile read =
        PictureFile.read(PngFile.encode(image, Map.of("caption", "ein Bär — 熊"))).orElseThrow();

    // then
    assertThat(read.rgb().rgb()).containsExactly(1, 2, 3, -1, -2, -3);
    assertThat(read.text("caption")).contains("ein Bär — 熊");
    assertThat(read.text("nothing")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg"})
  void greyValuesStayAsTheyAre(String format) throws IOException {
    // given: one grey all over, which JPEG keeps
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 64; i++) {
      image.getRaster().setSample(i % 8, i / 8, 0, 64);
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageIO.write(image, format, file);

    // then
    assertThat(PictureFile.read(file.toByteArray()).orElseThrow().rgb().rgb())
        .containsOnly(64)
        .hasSize(192);
  }

  @Test
  void whatIsNoImageIsNothing() throws IOException {
    assertThat(PictureFile.read(new byte[] {1, 2, 3})).isEmpty();
  }
}
