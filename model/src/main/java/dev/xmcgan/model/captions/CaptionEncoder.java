package dev.xmcgan.model.captions;

import ai.djl.ndarray.NDManager;
import dev.xmcgan.model.text.TextBatch;
import java.util.List;

/** Captions to embeddings in the widths of the model at hand. */
@FunctionalInterface
public interface CaptionEncoder {

  /** Embeds B captions; the arrays belong to the manager. */
  TextBatch encode(NDManager manager, List<String> captions);
}
