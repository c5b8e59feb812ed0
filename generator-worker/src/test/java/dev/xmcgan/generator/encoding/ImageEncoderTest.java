package dev.xmcgan.generator.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.images.ImageDecoder;
import dev.xmcgan.images.ImageLimits;
import dev.xmcgan.model.generation.GeneratedImage;
import dev.xmcgan.schemas.ImageFormat;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadataNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.NodeList;

class ImageEncoderTest {
  private static final String AWKWARD = "\"two\" <cats> & a 🐈 — naïve\nsecond line, 猫";

  @Test
  void pngHoldsThePixelsAsTheyWereDrawn() throws IOException {
    // given
    byte[] rgb = noise(32);

    // when
    EncodedImage encoded = encode(rgb, 32, 0, ImageFormat.PNG, "noise");

    // then
    BufferedImage image = read(encoded);
    assertThat(encoded.mediaType()).isEqualTo("image/png");
    assertThat(encoded.size()).isEqualTo(32);
    assertThat(image.getWidth()).isEqualTo(32);
    for (int y = 0; y < 32; y++) {
      for (int x = 0; x < 32; x++) {
        int at = 3 * (32 * y + x);
        int expected =
            0xFF000000 | (rgb[at] & 0xFF) << 16 | (rgb[at + 1] & 0xFF) << 8 | (rgb[at + 2] & 0xFF);
        assertThat(image.getRGB(x, y)).isEqualTo(expected);
      }
    }
  }

  @Test
  void pngSaysWhatItShowsAndHowToDrawItAgain() throws IOException {
    // when
    EncodedImage encoded =
        ImageEncoder.encode(
            new GeneratedImage(16, noise(16), true),
            0,
            ImageFormat.PNG,
            100,
            new Provenance(AWKWARD, -42L, 3, "starter-0001"));

    // then
    assertThat(texts(encoded))
        .containsEntry("caption", AWKWARD)
        .containsEntry("seed", "-42")
        .containsEntry("index", "3")
        .containsEntry("checkpoint", "starter-0001")
        .containsEntry("Software", "XMC-GAN Streams");
  }

  @ParameterizedTest
  @EnumSource(names = {"JPEG", "WEBP"})
  void whatIsAskedForCoarserIsSmaller(ImageFormat format) {
    assertThat(encode(noise(48), 48, 0, format, 20, "noise").bytes())
        .hasSizeLessThan(encode(noise(48), 48, 0, format, 100, "noise").bytes().length);
  }

  @Test
  void aWebPOfTheFinestIsWhatWasDrawn() throws Exception {
    // when
    EncodedImage encoded = encode(noise(48), 48, 0, ImageFormat.WEBP, "noise");

    // then
    assertThat(encoded.mediaType()).isEqualTo("image/webp");
    ImageDecoder decoder = new ImageDecoder(new ImageLimits(1 << 20, 1 << 20, 1));
    assertThat(decoder.decode(encoded.bytes()).rgb()).isEqualTo(noise(48));
  }

  @Test
  @Tag("promise-2")
  void sameImageIsTheSameBytes() {
    for (ImageFormat format : ImageFormat.values()) {
      assertThat(encode(noise(48), 48, 64, format, AWKWARD).bytes())
          .isEqualTo(encode(noise(48), 48, 64, format, AWKWARD).bytes());
    }
  }

  @Test
  void jpegShowsTheSameWithinItsLoss() throws IOException {
    // given
    byte[] grey = new byte[64 * 64 * 3];
    java.util.Arrays.fill(grey, (byte) 128);

    // when
    EncodedImage encoded = encode(grey, 64, 0, ImageFormat.JPEG, "grey");

    // then
    BufferedImage image = read(encoded);
    assertThat(encoded.mediaType()).isEqualTo("image/jpeg");
    assertThat(image.getWidth()).isEqualTo(64);
    assertThat(image.getRGB(31, 31) & 0xFF).isBetween(126, 130);
  }

  @Test
  void enlargingKeepsFlatColoursFlat() throws IOException {
    // given
    byte[] red = new byte[16 * 16 * 3];
    for (int i = 0; i < red.length; i += 3) {
      red[i] = (byte) 200;
    }

    // when
    EncodedImage encoded = encode(red, 16, 64, ImageFormat.PNG, "red");

    // then
    BufferedImage image = read(encoded);
    assertThat(encoded.size()).isEqualTo(64);
    assertThat(image.getWidth()).isEqualTo(64);
    assertThat(image.getRGB(0, 0)).isEqualTo(0xFFC80000);
    assertThat(image.getRGB(33, 60)).isEqualTo(0xFFC80000);
  }

  @Test
  void shrinkingAveragesInsteadOfPickingPixels() throws IOException {
    // given: a chequerboard of single black and white pixels
    byte[] board = new byte[64 * 64 * 3];
    for (int i = 0; i < 64 * 64; i++) {
      byte value = (byte) ((i / 64 + i) % 2 == 0 ? 255 : 0);
      board[3 * i] = value;
      board[3 * i + 1] = value;
      board[3 * i + 2] = value;
    }

    // when
    BufferedImage image = read(encode(board, 64, 16, ImageFormat.PNG, "chequers"));

    // then
    assertThat(image.getWidth()).isEqualTo(16);
    assertThat(image.getRGB(8, 8) & 0xFF).isBetween(115, 140);
  }

  private static EncodedImage encode(
      byte[] rgb, int drawn, int wanted, ImageFormat format, String caption) {
    return encode(rgb, drawn, wanted, format, 100, caption);
  }

  private static EncodedImage encode(
      byte[] rgb, int drawn, int wanted, ImageFormat format, int compression, String caption) {
    return ImageEncoder.encode(
        new GeneratedImage(drawn, rgb, true),
        wanted,
        format,
        compression,
        new Provenance(caption, 1L, 0, "c"));
  }

  private static byte[] noise(int size) {
    byte[] rgb = new byte[size * size * 3];
    new Random(size).nextBytes(rgb);
    return rgb;
  }

  private static BufferedImage read(EncodedImage encoded) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(encoded.bytes()));
  }

  private static Map<String, String> texts(EncodedImage encoded) throws IOException {
    ImageReader reader = ImageIO.getImageReadersByFormatName("png").next();
    reader.setInput(
        ImageIO.createImageInputStream(new ByteArrayInputStream(encoded.bytes())), true, false);
    IIOMetadataNode root =
        (IIOMetadataNode) reader.getImageMetadata(0).getAsTree("javax_imageio_png_1.0");
    NodeList entries = root.getElementsByTagName("iTXtEntry");
    Map<String, String> texts = new HashMap<>();
    for (int i = 0; i < entries.getLength(); i++) {
      IIOMetadataNode entry = (IIOMetadataNode) entries.item(i);
      texts.put(entry.getAttribute("keyword"), entry.getAttribute("text"));
    }
    reader.dispose();
    return texts;
  }
}
