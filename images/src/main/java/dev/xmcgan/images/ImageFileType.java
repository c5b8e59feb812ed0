package dev.xmcgan.images;

import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;

/** The formats that are read, known by their first bytes: names and media types are not trusted. */
public enum ImageFileType {
  PNG,
  JPEG,
  WEBP;

  private static final byte[] PNG_SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final byte[] JPEG_SIGNATURE = {(byte) 0xff, (byte) 0xd8, (byte) 0xff};

  /** The format these bytes claim to have; empty for anything else. */
  public static Optional<ImageFileType> of(byte[] file) {
    if (startsWith(file, 0, PNG_SIGNATURE)) {
      return Optional.of(PNG);
    }
    if (startsWith(file, 0, JPEG_SIGNATURE)) {
      return Optional.of(JPEG);
    }
    if (startsWith(file, 0, ascii("RIFF")) && startsWith(file, 8, ascii("WEBP"))) {
      return Optional.of(WEBP);
    }
    return Optional.empty();
  }

  /**
   * A reader of exactly this format. JPEG and WebP readers are named, not looked up: the registry
   * depends on the class loader that happened to touch it first, and the JDK's own JPEG reader
   * knows no CMYK.
   */
  ImageReader newReader() throws IOException {
    return switch (this) {
      case PNG -> ImageIO.getImageReadersByFormatName("png").next();
      case JPEG -> jpegProvider().createReaderInstance(null);
      case WEBP -> new WebPImageReaderSpi().createReaderInstance(null);
    };
  }

  /** Registered, because that is when it finds the JDK's decoder, to which it delegates. */
  private static JPEGImageReaderSpi jpegProvider() {
    IIORegistry registry = IIORegistry.getDefaultInstance();
    var registered = registry.getServiceProviderByClass(JPEGImageReaderSpi.class);
    if (registered == null) {
      registered = new JPEGImageReaderSpi();
      registry.registerServiceProvider(registered);
    }
    return registered;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static boolean startsWith(byte[] file, int at, byte[] expected) {
    return file.length >= at + expected.length
        && Arrays.equals(file, at, at + expected.length, expected, 0, expected.length);
  }
}
