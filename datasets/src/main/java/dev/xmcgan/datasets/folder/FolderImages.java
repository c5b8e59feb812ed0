package dev.xmcgan.datasets.folder;

import dev.xmcgan.datasets.CaptionedImage;
import dev.xmcgan.datasets.ContentDigest;
import dev.xmcgan.datasets.LimitedImages;
import dev.xmcgan.datasets.PairProblem;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Reads the image files of one directory into pairs. */
final class FolderImages {
  private static final Set<String> ENDINGS =
      Set.of("png", "jpg", "jpeg", "jpe", "jfif", "webp", "gif", "bmp");

  private final Path directory;
  private final String source;
  private final LimitedImages images;

  FolderImages(Path directory, String source, LimitedImages images) {
    this.directory = directory;
    this.source = source;
    this.images = images;
  }

  /** True when the file's name ends as those of images do. */
  static boolean isImage(Path file) {
    String name = file.getFileName().toString();
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return name.contains(".") && ENDINGS.contains(ending);
  }

  /** The pair of an image in the directory, or nothing and a problem. */
  Optional<CaptionedImage> pair(Path image, List<String> captions, Consumer<PairProblem> problems) {
    String relative = directory.relativize(image).toString().replace('\\', '/');
    return images
        .read(image, problems)
        .map(
            bytes ->
                new CaptionedImage(
                    id(relative, bytes), captions, bytes, source, Map.of("file", relative)));
  }

  /** Of name and content: the same file is the same pair wherever the directory lies. */
  private static String id(String relative, byte[] bytes) {
    return "folder-" + new ContentDigest().add(relative).endingWith(bytes);
  }
}
