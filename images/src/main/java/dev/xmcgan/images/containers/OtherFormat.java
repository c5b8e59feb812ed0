package dev.xmcgan.images.containers;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Names files that are not read, so that their sender learns more than that they are not. */
public final class OtherFormat {
  private static final int LOOKED_AT = 256;

  private record Signature(String name, int at, String bytes) {}

  private static final List<Signature> SIGNATURES =
      List.of(
          new Signature("AVIF", 4, "ftypavif"),
          new Signature("AVIF", 4, "ftypavis"),
          new Signature("HEIC", 4, "ftyphe"),
          new Signature("HEIC", 4, "ftypmif1"),
          new Signature("HEIC", 4, "ftypmsf1"),
          new Signature("JPEG XL", 0, "\u00ff\n"),
          new Signature("JPEG XL", 4, "JXL "),
          new Signature("JPEG 2000", 4, "jP  "),
          new Signature("JPEG 2000", 0, "\u00ff\u004f\u00ff\u0051"),
          new Signature("TIFF", 0, "II*\0"),
          new Signature("TIFF", 0, "MM\0*"),
          new Signature("icon", 0, "\0\0\1\0"),
          new Signature("Photoshop file", 0, "8BPS"),
          new Signature("PDF", 0, "%PDF"));

  private OtherFormat() {}

  /** What the file seems to be, such as AVIF; empty where nothing tells. */
  public static Optional<String> name(byte[] file) {
    if (file.length == 0) {
      return Optional.of("empty file");
    }
    String head =
        new String(file, 0, Math.min(file.length, LOOKED_AT), StandardCharsets.ISO_8859_1);
    Optional<String> signed =
        SIGNATURES.stream()
            .filter(signature -> head.startsWith(signature.bytes(), signature.at()))
            .map(Signature::name)
            .findFirst();
    return signed.or(() -> markup(head.strip().toLowerCase(Locale.ROOT)));
  }

  private static Optional<String> markup(String head) {
    if (head.startsWith("<svg") || (head.startsWith("<?xml") && head.contains("<svg"))) {
      return Optional.of("SVG");
    }
    return head.startsWith("<!doctype html") || head.startsWith("<html")
        ? Optional.of("web page")
        : Optional.empty();
  }
}
