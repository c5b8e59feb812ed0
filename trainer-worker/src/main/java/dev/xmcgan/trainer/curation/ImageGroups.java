package dev.xmcgan.trainer.curation;

import dev.xmcgan.schemas.TrainingPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Every pair that curation knows, under the image that it has: two stores that say the same from
 * either side. One task's.
 */
final class ImageGroups {
  /** Name of the store: pair id → hash of its image. */
  static final String IMAGE_OF_PAIR = "image-of-pair";

  /** Name of the store: hash of an image → members of its {@link ImageGroup}. */
  static final String PAIRS_OF_IMAGE = "pairs-of-image";

  private final KeyValueStore<String, String> images;
  private final KeyValueStore<String, List<TrainingPair>> groups;

  ImageGroups(
      KeyValueStore<String, String> images, KeyValueStore<String, List<TrainingPair>> groups) {
    this.images = images;
    this.groups = groups;
  }

  /**
   * What became of a group that a pair was taken out of.
   *
   * @param rest without the pair; may be empty
   */
  record Left(ImageGroup before, ImageGroup rest) {}

  /**
   * Some of the groups.
   *
   * @param pairs all members of them
   * @param last the image of the last; empty when no further group follows
   */
  record Slice(List<TrainingPair> pairs, Optional<String> last) {}

  /** The pairs that have an image; an empty group where there are none. */
  ImageGroup of(String imageHash) {
    List<TrainingPair> members = groups.get(imageHash);
    return new ImageGroup(members == null ? List.of() : members);
  }

  /** The image that a pair has. */
  Optional<String> imageOf(String pairId) {
    return Optional.ofNullable(images.get(pairId));
  }

  /** A pair has that image now; it must be out of the group of any other. */
  void put(String pairId, String imageHash, ImageGroup group) {
    images.put(pairId, imageHash);
    groups.put(imageHash, group.members());
  }

  /** Takes a pair out; empty where it was not known. */
  Optional<Left> remove(String pairId) {
    Optional<String> image = imageOf(pairId);
    if (image.isEmpty()) {
      return Optional.empty();
    }
    images.delete(pairId);
    ImageGroup before = of(image.get());
    ImageGroup rest = before.without(pairId);
    if (rest.isEmpty()) {
      groups.delete(image.get());
    } else {
      groups.put(image.get(), rest.members());
    }
    return Optional.of(new Left(before, rest));
  }

  /**
   * The groups that follow.
   *
   * @param after the image of the last that was had; empty for the first ones
   * @param most groups
   */
  Slice slice(Optional<String> after, int most) {
    List<TrainingPair> pairs = new ArrayList<>();
    Optional<String> last = Optional.empty();
    try (KeyValueIterator<String, List<TrainingPair>> all =
        groups.range(after.map(image -> image + '\0').orElse(null), null)) {
      for (int i = 0; i < most && all.hasNext(); i++) {
        KeyValue<String, List<TrainingPair>> group = all.next();
        pairs.addAll(group.value);
        last = Optional.of(group.key);
      }
      return new Slice(pairs, all.hasNext() ? last : Optional.empty());
    }
  }
}
