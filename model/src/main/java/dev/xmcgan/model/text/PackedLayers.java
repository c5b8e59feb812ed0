package dev.xmcgan.model.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.layers.ScriptModule;
import java.util.List;

/**
 * All layers of a BERT with packed weights in one native call, so that the memory of each result is
 * free for the next one at once. The same operations as those of {@link BertLayer}.
 */
final class PackedLayers implements BertModel.Layers {

  private final ScriptModule script;
  private final List<NDArray> tensors;
  private final int heads;
  private final double epsilon;

  /**
   * @param layers whose products are {@link MatmulKernel#PACKED}
   * @param owner of the script
   */
  PackedLayers(BertConfig config, List<BertLayer> layers, NDManager owner) {
    this.script = ScriptModule.compile(owner, MatmulKernel.source());
    this.tensors = layers.stream().flatMap(layer -> layer.tensors().stream()).toList();
    this.heads = config.heads();
    this.epsilon = config.epsilon();
  }

  @Override
  public NDArray forward(NDArray x, PackedSequences captions) {
    List<NDArray> masks =
        captions.spans().stream().map(span -> mask(x.getManager(), span)).toList();
    return script.call("layers", x, masks, tensors, heads, epsilon);
  }

  /** {@code (n,1,1,T)}; zeros where every token is real. */
  private static NDArray mask(NDManager scope, PackedSequences.Span span) {
    return span.mask() == null
        ? scope.zeros(new Shape(span.count(), 1, 1, span.tokens()))
        : span.mask();
  }
}
