package dev.xmcgan.model.captions;

import ai.djl.ndarray.NDManager;
import dev.xmcgan.model.text.TextBatch;
import java.util.List;

/** Encodes captions as embeddings of the lengths and widths that one model reads. */
@FunctionalInterface
public interface CaptionEncoder {

  /** Embeds B captions; the arrays belong to the manager. */
  TextBatch encode(NDManager manager, List<String> captions);
}
