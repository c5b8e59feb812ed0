package dev.xmcgan.trainer.curation;

import dev.xmcgan.schemas.TrainingPair;
import dev.xmcgan.schemas.limits.PairLimits;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The pairs that have one image. The first that came is published for all of them, with the
 * captions of all.
 *
 * @param members in the order in which they came, each with its own captions; only the first of
 *     several has the image, to be published without the pair that brought it, and its size
 */
record ImageGroup(List<TrainingPair> members) {
  private static final ByteBuffer NO_IMAGE = ByteBuffer.allocate(0);

  ImageGroup {
    members = List.copyOf(members);
  }

  boolean isEmpty() {
    return members.isEmpty();
  }

  /** The id under which the image is published. */
  String owner() {
    return members.get(0).getPairId();
  }

  Optional<TrainingPair> member(String pairId) {
    return members.stream().filter(member -> member.getPairId().equals(pairId)).findFirst();
  }

  /** Whether it stays a small record with the pair, too. */
  boolean hasRoomFor(TrainingPair pair) {
    return members.isEmpty()
        || member(pair.getPairId()).isPresent()
        || (members.size() < PairLimits.MAX_CAPTIONS
            && Stream.concat(members.stream(), Stream.of(pair)).mapToLong(ImageGroup::carried).sum()
                <= PairLimits.MAX_METADATA_BYTES);
  }

  /** Characters of what it carries along. */
  private static long carried(TrainingPair pair) {
    return pair.getSource().length()
        + pair.getMetadata().entrySet().stream()
            .mapToLong(entry -> entry.getKey().length() + entry.getValue().length())
            .sum();
  }

  /** With a pair in the place of its former version, or as the last. */
  ImageGroup with(TrainingPair pair) {
    List<TrainingPair> changed = new ArrayList<>(members);
    Optional<TrainingPair> former = member(pair.getPairId());
    if (former.isPresent()) {
      changed.set(members.indexOf(former.get()), pair);
    } else {
      changed.add(pair);
    }
    return holding(changed, pair.getImage(), pair.getSize());
  }

  ImageGroup without(String pairId) {
    return holding(
        members.stream().filter(member -> !member.getPairId().equals(pairId)).toList(),
        image(),
        members.get(0).getSize());
  }

  /** All captions, each once, at most as many as a pair may have. */
  List<String> captions() {
    Set<String> captions = new LinkedHashSet<>();
    members.forEach(member -> captions.addAll(member.getCaptions()));
    return captions.stream().limit(PairLimits.MAX_CAPTIONS).toList();
  }

  /** The image, where several have it. */
  ByteBuffer image() {
    return members.get(0).getImage();
  }

  /** What is published. */
  TrainingPair published(ByteBuffer image, Instant arrivedAt) {
    TrainingPair owner = members.get(0);
    List<String> captions = captions();
    return copy(owner)
        .setCaptions(captions)
        .setImage(image)
        .setContentHash(ContentHash.of(owner.getImageHash(), captions))
        .setArrivedAt(arrivedAt)
        .build();
  }

  private static ImageGroup holding(List<TrainingPair> pairs, ByteBuffer image, int size) {
    ByteBuffer held = pairs.size() > 1 ? image : NO_IMAGE;
    return new ImageGroup(
        Stream.iterate(0, i -> i < pairs.size(), i -> i + 1)
            .map(i -> i == 0 ? holding(pairs.get(i), held, size) : holding(pairs.get(i)))
            .toList());
  }

  private static TrainingPair holding(TrainingPair pair) {
    return holding(pair, NO_IMAGE, pair.getSize());
  }

  private static TrainingPair holding(TrainingPair pair, ByteBuffer image, int size) {
    return copy(pair).setImage(image.duplicate()).setSize(size).build();
  }

  /**
   * The same pair. Avro's own copy looks for the class of the split where Avro is from, which in
   * Quarkus' tests and development mode is another class loader.
   */
  private static TrainingPair.Builder copy(TrainingPair pair) {
    return TrainingPair.newBuilder()
        .setPairId(pair.getPairId())
        .setCaptions(pair.getCaptions())
        .setImage(pair.getImage())
        .setSize(pair.getSize())
        .setContentHash(pair.getContentHash())
        .setImageHash(pair.getImageHash())
        .setSplit(pair.getSplit())
        .setSource(pair.getSource())
        .setMetadata(pair.getMetadata())
        .setArrivedAt(pair.getArrivedAt());
  }
}
