package dev.xmcgan.datasets.annotations;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which official split an annotation file is of, as its name tells. */
final class SplitName {
  private static final Pattern SPLIT =
      Pattern.compile("(?<![a-z])(train|validation|val|test)(?![a-z])");

  private SplitName() {}

  /**
   * {@code train}, {@code val} or {@code test}.
   *
   * @param files as published, such as {@code captions_train2014.json} or {@code
   *     open_images_validation_captions.jsonl}
   * @throws IllegalArgumentException when a name tells none or they tell different ones
   */
  static String of(List<Path> files) {
    List<String> splits = files.stream().map(SplitName::of).distinct().toList();
    if (splits.size() != 1) {
      throw new IllegalArgumentException(
          "annotation files of one split belong together, these are of " + splits);
    }
    return splits.get(0);
  }

  private static String of(Path file) {
    Matcher matcher = SPLIT.matcher(file.getFileName().toString());
    if (!matcher.find()) {
      throw new IllegalArgumentException(
          "the name of " + file + " says neither train nor val nor test");
    }
    return matcher.group(1).startsWith("val") ? "val" : matcher.group(1);
  }
}
