package dev.xmcgan.datasets.webdataset;

import dev.xmcgan.datasets.LimitedImages;
import dev.xmcgan.datasets.PairProblem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Which members of a sample are what, as their endings say. */
final class SampleFormats {
  private SampleFormats() {}

  static boolean isRead(String ending) {
    return isImage(ending) || isOther(ending) || SampleCaptions.isOf(ending);
  }

  static boolean isImage(String ending) {
    return !ending.contains(".") && LimitedImages.isImage("." + ending);
  }

  /** Whether it is an image of a format that is not taken. */
  static boolean isOther(String ending) {
    return !ending.contains(".") && LimitedImages.isOtherImage("." + ending);
  }

  /**
   * Looks through the names in a shard, without reading what they name, for samples whose image is
   * of a format that is not taken. What is wrong with the shard is told when it is read.
   */
  static void tellOthers(Path file, Consumer<PairProblem> problems) {
    try (Shard shard = new Shard(file, 0)) {
      List<String> endings = new ArrayList<>();
      Optional<Shard.Sample> sample = shard.next(ending -> !endings.add(ending), problems);
      while (sample.isPresent()) {
        String key = sample.get().key();
        if (endings.stream().noneMatch(SampleFormats::isImage)) {
          endings.stream()
              .filter(SampleFormats::isOther)
              .findFirst()
              .map(ending -> LimitedImages.unsupported(file.resolve(key + "." + ending)))
              .ifPresent(problems);
        }
        endings.clear();
        sample = shard.next(ending -> !endings.add(ending), problems);
      }
    } catch (IOException e) {
      // told when it is read
    }
  }
}
