package dev.xmcgan.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class GifFileTest {
  private static final int RED = 0xFF0000;
  private static final int BLUE = 0x0000FF;

  @Test
  void imagesFollowEachOtherForEver() throws IOException {
    // when
    byte[] file =
        GifFile.encode(List.of(plain(RED), plain(BLUE), plain(RED)), Duration.ofMillis(125));

    // then
    ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
    reader.setInput(ImageIO.createImageInputStream(new ByteArrayInputStream(file)));
    assertThat(reader.getNumImages(true)).isEqualTo(3);
    assertThat(reader.read(0).getRGB(3, 2) & 0xFFFFFF).isEqualTo(RED);
    assertThat(reader.read(1).getRGB(3, 2) & 0xFFFFFF).isEqualTo(BLUE);
    Element root = (Element) reader.getImageMetadata(1).getAsTree("javax_imageio_gif_image_1.0");
    Element control = (Element) root.getElementsByTagName("GraphicControlExtension").item(0);
    assertThat(control.getAttribute("delayTime")).isEqualTo("12");
    assertThat(new String(file, StandardCharsets.ISO_8859_1)).contains("NETSCAPE2.0");
  }

  @Test
  void theSameImagesGiveTheSameBytes() {
    assertThat(GifFile.encode(List.of(plain(RED)), Duration.ofMillis(100)))
        .isEqualTo(GifFile.encode(List.of(plain(RED)), Duration.ofMillis(100)));
  }

  @Test
  void imagesOfOtherSizesAreRefused() {
    RgbImage larger = new RgbImage(8, 8, new byte[3 * 64]);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GifFile.encode(List.of(plain(RED), larger), Duration.ofMillis(100)))
        .withMessageContaining("8 x 8");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GifFile.encode(List.of(), Duration.ofMillis(100)));
  }

  private static RgbImage plain(int colour) {
    byte[] rgb = new byte[3 * 4 * 4];
    for (int i = 0; i < rgb.length; i += 3) {
      rgb[i] = (byte) (colour >> 16);
      rgb[i + 1] = (byte) (colour >> 8);
      rgb[i + 2] = (byte) colour;
    }
    return new RgbImage(4, 4, Arrays.copyOf(rgb, rgb.length));
  }
}
