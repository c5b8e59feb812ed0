package dev.xmcgan.images;

import com.luciad.imageio.webp.WebPImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;

/**
 * The formats that are read: the one list of them. A file's format is known by its first bytes;
 * names and media types are not trusted. Of an animation the first frame is read.
 */
public enum ImageFileType {
  PNG("png", "apng"),
  JPEG("jpg", "jpeg", "jpe", "jfif"),
  WEBP("webp"),
  GIF("gif"),
  BMP("bmp", "dib");

  /** The formats in words, for a message. */
  public static final String ACCEPTED = "PNG, JPEG, WebP, GIF or BMP";

  private static final byte[] PNG_SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final byte[] JPEG_SIGNATURE = {(byte) 0xff, (byte) 0xd8, (byte) 0xff};

  /** Bytes of the second of a BMP's headers, behind a first one of 14, in its versions. */
  private static final Set<Integer> BMP_HEADERS = Set.of(12, 40, 52, 56, 64, 108, 124);

  /** Endings of the names of such files, without the dot, in lower case. */
  private final List<String> endings;

  ImageFileType(String... endings) {
    this.endings = List.of(endings);
  }

  /** The format that a file's name ends in; its bytes may say otherwise. */
  public static Optional<ImageFileType> ofName(String name) {
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return Arrays.stream(values()).filter(type -> type.endings.contains(ending)).findFirst();
  }

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
    if (startsWith(file, 0, ascii("GIF87a")) || startsWith(file, 0, ascii("GIF89a"))) {
      return Optional.of(GIF);
    }
    return isBmp(file) ? Optional.of(BMP) : Optional.empty();
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
      case GIF -> ImageIO.getImageReadersByFormatName("gif").next();
      case BMP -> ImageIO.getImageReadersByFormatName("bmp").next();
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

  /** Two letters alone would make many a text a bitmap. */
  private static boolean isBmp(byte[] file) {
    return file.length >= 26
        && startsWith(file, 0, ascii("BM"))
        && BMP_HEADERS.contains(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(14));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  public static boolean startsWith(byte[] file, int at, byte[] expected) {
    return file.length >= at + expected.length
        && Arrays.equals(file, at, at + expected.length, expected, 0, expected.length);
  }
}
