package dev.xmcgan.model.generation;

import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;

/** Requests that differ in caption, seed and truncation. */
final class TestRequests {
  private static final List<String> CAPTIONS =
      List.of(
          "a red circle",
          "a large red circle above a small blue square on green grass",
          "at night a small yellow star left of a large pink heart",
          "water with a brown ring",
          "there is a purple triangle. it lies below an orange diamond in the snow, quite small");

  private TestRequests() {}

  static ImageRequest request(Random random) {
    OptionalDouble truncation =
        random.nextBoolean()
            ? OptionalDouble.of(0.5 + random.nextDouble())
            : OptionalDouble.empty();
    String caption = CAPTIONS.get(random.nextInt(CAPTIONS.size()));
    return new ImageRequest(caption, random.nextLong(), truncation);
  }
}
