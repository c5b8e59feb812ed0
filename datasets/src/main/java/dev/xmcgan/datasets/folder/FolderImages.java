package dev.xmcgan.datasets.folder;

import dev.xmcgan.datasets.CaptionedImage;
import dev.xmcgan.datasets.PairProblem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Reads the image files of one directory into pairs. */
final class FolderImages {
  private static final Set<String> ENDINGS = Set.of("png", "jpg", "jpeg", "webp", "gif", "bmp");
  private static final int ID_DIGITS = 24;

  private final Path directory;
  private final String source;
  private final long largestImage;

  FolderImages(Path directory, String source, long largestImage) {
    this.directory = directory;
    this.source = source;
    this.largestImage = largestImage;
  }

  /** True when the file's name ends as those of images do. */
  static boolean isImage(Path file) {
    String name = file.getFileName().toString();
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return name.contains(".") && ENDINGS.contains(ending);
  }

  /** The pair of an image in the directory, or nothing and a problem. */
  Optional<CaptionedImage> pair(Path image, List<String> captions, Consumer<PairProblem> problems) {
    try {
      long size = Files.size(image);
      if (size > largestImage) {
        problems.accept(new PairProblem.ImageTooLarge(image, size, largestImage));
        return Optional.empty();
      }
      byte[] bytes = Files.readAllBytes(image);
      String relative = directory.relativize(image).toString().replace('\\', '/');
      return Optional.of(
          new CaptionedImage(
              id(relative, bytes), captions, bytes, source, Map.of("file", relative)));
    } catch (IOException e) {
      problems.accept(new PairProblem.UnreadableFile(image, e.toString()));
      return Optional.empty();
    }
  }

  /** Of name and content: the same file is the same pair wherever the directory lies. */
  private static String id(String relative, byte[] bytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(relative.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      String hash = HexFormat.of().formatHex(digest.digest(bytes));
      return "folder-" + hash.substring(0, ID_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
