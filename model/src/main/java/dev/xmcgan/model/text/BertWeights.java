package dev.xmcgan.model.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.Map;

/**
 * Hands out the tensors of a {@code model.safetensors} by their Hugging Face names, checked for
 * shape, as float32 that belongs to the model. Names may or may not start with {@code bert.}.
 */
final class BertWeights {
  private final Path file;
  private final Map<String, NDArray> tensors;
  private final NDManager owner;
  private final MatmulKernel.Layers layers;
  private final String prefix;

  /**
   * @param tensors as read from the file; what is not handed out may be closed afterwards
   * @param owner the manager of what is handed out
   * @param products of the linear layers
   */
  BertWeights(Path file, Map<String, NDArray> tensors, NDManager owner, MatmulKernel kernel) {
    this.file = file;
    this.tensors = tensors;
    this.owner = owner;
    this.layers = kernel.layers(owner);
    this.prefix = tensors.containsKey("bert.embeddings.LayerNorm.weight") ? "bert." : "";
  }

  /** The tensor of that name and shape, as the file has it. */
  NDArray get(String name, long... shape) throws TextEncoderException {
    return own(checked(name, new Shape(shape)));
  }

  /** The linear layer of that name. */
  Linear linear(String name, long in, long out) throws TextEncoderException {
    return layers.of(
        checked(name + ".weight", new Shape(out, in)), checked(name + ".bias", new Shape(out)));
  }

  /**
   * Query, key and value of one layer as a single linear layer {@code E → 3E}, the query scaled by
   * {@code scale}.
   */
  Linear fusedAttention(String layer, long width, double scale) throws TextEncoderException {
    NDList matrices = new NDList();
    NDList biases = new NDList();
    for (String part : new String[] {"query", "key", "value"}) {
      String name = layer + ".attention.self." + part;
      NDArray matrix = checked(name + ".weight", new Shape(width, width));
      NDArray bias = checked(name + ".bias", new Shape(width));
      boolean query = part.equals("query");
      matrices.add(query ? matrix.mul(scale) : matrix);
      biases.add(query ? bias.mul(scale) : bias);
    }
    return layers.of(NDArrays.concat(matrices, 0), NDArrays.concat(biases, 0));
  }

  /**
   * Position embeddings {@code (positions, E)} with the embedding of the first segment added: a
   * caption has no second one.
   */
  NDArray positionsOfFirstSegment(long positions, long width) throws TextEncoderException {
    NDArray position =
        checked("embeddings.position_embeddings.weight", new Shape(positions, width));
    NDArray segments = found("embeddings.token_type_embeddings.weight");
    long count = segments.getShape().get(0);
    NDArray segment =
        checked("embeddings.token_type_embeddings.weight", new Shape(count, width)).get(0);
    return own(position.add(segment));
  }

  private NDArray found(String name) throws TextEncoderException {
    NDArray tensor = tensors.get(prefix + name);
    if (tensor == null) {
      throw new TextEncoderException(file, "has no tensor " + prefix + name);
    }
    return tensor;
  }

  private NDArray checked(String name, Shape shape) throws TextEncoderException {
    NDArray tensor = found(name);
    if (!tensor.getShape().equals(shape)) {
      throw new TextEncoderException(
          file,
          "tensor %s has shape %s where config.json implies %s"
              .formatted(prefix + name, tensor.getShape(), shape));
    }
    if (!tensor.getDataType().isFloating() || tensor.getDataType() == DataType.BFLOAT16) {
      throw new TextEncoderException(
          file,
          "tensor %s has type %s, wanted is float32 or float16"
              .formatted(prefix + name, tensor.getDataType()));
    }
    return tensor.toType(DataType.FLOAT32, false);
  }

  /** Takes an array out of the scope of reading, into the model's. */
  private NDArray own(NDArray tensor) {
    tensor.attach(owner);
    return tensor;
  }
}
