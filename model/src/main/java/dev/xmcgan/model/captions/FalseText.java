package dev.xmcgan.model.captions;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.xmcgan.model.text.TextBatch;
import java.util.List;
import java.util.Optional;

/**
 * False captions beside a batch's true ones.
 *
 * @param text their embeddings; a caption that cannot be made false stands for itself
 * @param present 1 where there is a false caption, else 0, (B,1)
 */
public record FalseText(TextBatch text, NDArray present) {
  /** Beyond every similarity there is. */
  private static final int FAR = 1_000_000;

  /** What the encoder's rounding may make of the same words. */
  private static final double SAME = 1e-5;

  /**
   * Makes false captions. One whose exchanged word lies beyond what the encoder reads is as true to
   * the networks as the caption itself, and does not count.
   *
   * @param given embeddings of the captions
   * @return none where no caption of the batch can be made false
   */
  public static Optional<FalseText> of(
      NDManager manager,
      List<String> captions,
      TextBatch given,
      CaptionEncoder encoder,
      FalseCaptions falseCaptions) {
    List<String> texts =
        captions.stream().map(caption -> falseCaptions.of(caption).orElse(caption)).toList();
    if (texts.equals(captions)) {
      return Optional.empty();
    }
    TextBatch made = encoder.encode(manager, texts);
    NDArray distance = made.sentence().sub(given.sentence()).abs().max(new int[] {1}, true);
    return Optional.of(new FalseText(made, distance.gt(SAME).toType(DataType.FLOAT32, false)));
  }

  /** Similarities (B,1), those with captions that are not false put out of the way. */
  public NDArray only(NDArray similarities) {
    return similarities.mul(present).add(present.sub(1).mul(FAR));
  }

  /** Rows (B,D) of false captions where there are such, else of others, (B,D). */
  public NDArray orElse(NDArray ofFalse, NDArray others) {
    return others.add(ofFalse.sub(others).mul(present));
  }
}
