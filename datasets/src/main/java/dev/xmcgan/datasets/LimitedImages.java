package dev.xmcgan.datasets;

import dev.xmcgan.schemas.limits.PairLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads image files as they are, up to a size.
 *
 * @param largest the most bytes a file may have
 */
public record LimitedImages(long largest) {

  /** As large as a pair may carry them. */
  public static LimitedImages usual() {
    return new LimitedImages(PairLimits.MAX_IMAGE_BYTES);
  }

  /** The file's bytes, or nothing and a problem. */
  public Optional<byte[]> read(Path image, Consumer<PairProblem> problems) {
    try {
      long size = Files.size(image);
      if (size > largest) {
        problems.accept(new PairProblem.ImageTooLarge(image, size, largest));
        return Optional.empty();
      }
      return Optional.of(Files.readAllBytes(image));
    } catch (IOException e) {
      problems.accept(new PairProblem.UnreadableFile(image, e.toString()));
      return Optional.empty();
    }
  }
}
