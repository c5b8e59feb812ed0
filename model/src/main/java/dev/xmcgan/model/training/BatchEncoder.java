package dev.xmcgan.model.training;

import ai.djl.ndarray.NDManager;
import dev.xmcgan.model.captions.CaptionEncoder;
import dev.xmcgan.model.captions.CompatibleCaptions;
import dev.xmcgan.model.captions.FalseCaptions;
import java.util.List;
import java.util.Optional;

/**
 * Makes tensors of examples: images, embeddings of their captions, and what the captions are set
 * against.
 *
 * @param imageSize S, edge of the images in pixels
 * @param captions the text encoder
 * @param falseCaptions makes false captions beside them; none where training does without
 * @param compatible tells which captions are no negatives; none where training takes all for such
 */
record BatchEncoder(
    int imageSize,
    CaptionEncoder captions,
    Optional<FalseCaptions> falseCaptions,
    Optional<CompatibleCaptions> compatible) {

  /**
   * A batch, or one group of it, that belongs to the scope.
   *
   * @param group which, counted from 0
   */
  TrainingBatch batch(NDManager scope, List<TrainingExample> examples, int group) {
    return TrainingBatch.of(scope, examples, group, imageSize, captions, falseCaptions, compatible);
  }
}
