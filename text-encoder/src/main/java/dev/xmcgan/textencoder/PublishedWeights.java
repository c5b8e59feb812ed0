package dev.xmcgan.textencoder;

import dev.xmcgan.textencoder.OnnxGraph.Initialiser;
import dev.xmcgan.textencoder.OnnxGraph.Node;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The weights of a BERT exported to ONNX, under the names and in the layouts of the published
 * checkpoint. The exporter keeps the names of biases, norms and embeddings; a matrix becomes {@code
 * onnx::MatMul_N}, transposed, and only the node that uses it tells which one it was.
 */
final class PublishedWeights {
  private static final String MATRIX_PREFIX = "onnx::MatMul_";
  private static final String NODE_SUFFIX = "/MatMul";

  /** One weight: little-endian float32 elements in row-major order. */
  record Weight(List<Integer> shape, ByteBuffer elements) {}

  private PublishedWeights() {}

  /** All float32 weights by published name, in alphabetical order. */
  static Map<String, Weight> of(OnnxGraph graph) throws OnnxFormatException {
    Map<String, Weight> weights = new TreeMap<>();
    for (Initialiser initialiser : graph.initialisers().values()) {
      boolean isWeight =
          initialiser.elementType() == Initialiser.FLOAT32
              && !initialiser.name().startsWith(MATRIX_PREFIX)
              && initialiser.name().contains(".");
      if (isWeight) {
        weights.put(initialiser.name(), new Weight(initialiser.shape(), checked(initialiser)));
      }
    }
    for (Node node : graph.nodes()) {
      if (node.operation().equals("MatMul") && node.name().endsWith(NODE_SUFFIX)) {
        Initialiser matrix = graph.initialisers().get(node.inputs().get(1));
        if (matrix != null) {
          weights.put(publishedName(node), transposed(matrix));
        }
      }
    }
    return weights;
  }

  /** {@code /encoder/layer.0/attention/self/query/MatMul} → {@code encoder.layer.0.….weight}. */
  private static String publishedName(Node node) {
    String path = node.name().substring(1, node.name().length() - NODE_SUFFIX.length());
    return path.replace('/', '.') + ".weight";
  }

  private static Weight transposed(Initialiser matrix) throws OnnxFormatException {
    if (matrix.shape().size() != 2 || matrix.elementType() != Initialiser.FLOAT32) {
      throw new OnnxFormatException(matrix.name() + " is not a float32 matrix");
    }
    int rows = matrix.shape().get(0);
    int columns = matrix.shape().get(1);
    ByteBuffer from = checked(matrix);
    ByteBuffer to = ByteBuffer.allocate(from.remaining()).order(ByteOrder.LITTLE_ENDIAN);
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        // as bits, so that the weights stay identical whatever their values
        int bits = from.getInt((row * columns + column) * Float.BYTES);
        to.putInt((column * rows + row) * Float.BYTES, bits);
      }
    }
    return new Weight(List.of(columns, rows), to);
  }

  private static ByteBuffer checked(Initialiser initialiser) throws OnnxFormatException {
    long expected = Float.BYTES;
    for (int size : initialiser.shape()) {
      expected *= size;
    }
    ByteBuffer raw = initialiser.raw().slice().order(ByteOrder.LITTLE_ENDIAN);
    if (raw.remaining() != expected) {
      throw new OnnxFormatException(
          "%s has %d bytes where its shape %s needs %d"
              .formatted(initialiser.name(), raw.remaining(), initialiser.shape(), expected));
    }
    return raw;
  }
}
