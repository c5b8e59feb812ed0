package dev.xmcgan.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.text.TextBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * False captions beside a batch's true ones.
 *
 * @param text their embeddings; a caption that cannot be made false stands for itself
 * @param present 1 where there is a false caption, else 0, (B,1)
 */
record FalseText(TextBatch text, NDArray present) {
  /** Below every similarity there is. */
  private static final int ABSENT = -1_000_000;

  /** None where no caption of the batch can be made false. */
  static Optional<FalseText> of(NDManager manager, List<String> captions, CaptionEncoder encoder) {
    float[] present = new float[captions.size()];
    List<String> texts = new ArrayList<>(captions);
    for (int i = 0; i < present.length; i++) {
      Optional<String> made = FalseCaptions.of(captions.get(i));
      if (made.isPresent()) {
        texts.set(i, made.get());
        present[i] = 1;
      }
    }
    if (texts.equals(captions)) {
      return Optional.empty();
    }
    return Optional.of(
        new FalseText(
            encoder.encode(manager, texts), manager.create(present, new Shape(present.length, 1))));
  }

  /** Similarities (B,1), those with captions that are not false put out of the way. */
  NDArray only(NDArray similarities) {
    return similarities.mul(present).add(present.sub(1).mul(-ABSENT));
  }

  /** Rows (B,D) of false captions where there are such, else of others, (B,D). */
  NDArray orElse(NDArray ofFalse, NDArray others) {
    return others.add(ofFalse.sub(others).mul(present));
  }
}
