package dev.xmcgan.textencoder;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The parts of an ONNX model that name its weights: initialisers, in the file's order, and nodes.
 * Field numbers are those of {@code onnx.proto}.
 */
record OnnxGraph(Map<String, Initialiser> initialisers, List<Node> nodes) {

  /** One operation and the names of its inputs. */
  record Node(String name, String operation, List<String> inputs) {}

  /**
   * One constant tensor.
   *
   * @param elementType ONNX data type, 1 = float32
   * @param raw little-endian elements in row-major order
   */
  record Initialiser(String name, List<Integer> shape, int elementType, ByteBuffer raw) {
    static final int FLOAT32 = 1;
  }

  static OnnxGraph read(ByteBuffer model) throws OnnxFormatException {
    ProtobufReader reader = new ProtobufReader(model);
    for (int field = reader.next(); field != 0; field = reader.next()) {
      if (field == 7) {
        return graph(reader.message());
      }
      reader.skip();
    }
    throw new OnnxFormatException("the ONNX model has no graph");
  }

  private static OnnxGraph graph(ProtobufReader reader) throws OnnxFormatException {
    Map<String, Initialiser> initialisers = new LinkedHashMap<>();
    List<Node> nodes = new ArrayList<>();
    for (int field = reader.next(); field != 0; field = reader.next()) {
      switch (field) {
        case 1 -> nodes.add(node(reader.message()));
        case 5 -> {
          Initialiser initialiser = initialiser(reader.message());
          initialisers.put(initialiser.name(), initialiser);
        }
        default -> reader.skip();
      }
    }
    return new OnnxGraph(initialisers, List.copyOf(nodes));
  }

  private static Node node(ProtobufReader reader) throws OnnxFormatException {
    List<String> inputs = new ArrayList<>();
    String name = "";
    String operation = "";
    for (int field = reader.next(); field != 0; field = reader.next()) {
      switch (field) {
        case 1 -> inputs.add(reader.text());
        case 3 -> name = reader.text();
        case 4 -> operation = reader.text();
        default -> reader.skip();
      }
    }
    return new Node(name, operation, List.copyOf(inputs));
  }

  private static Initialiser initialiser(ProtobufReader reader) throws OnnxFormatException {
    List<Integer> shape = new ArrayList<>();
    String name = "";
    int elementType = 0;
    ByteBuffer raw = ByteBuffer.allocate(0);
    for (int field = reader.next(); field != 0; field = reader.next()) {
      switch (field) {
        case 1 -> readDimensions(reader, shape);
        case 2 -> elementType = Math.toIntExact(reader.number());
        case 8 -> name = reader.text();
        case 9 -> raw = reader.bytes();
        default -> reader.skip();
      }
    }
    return new Initialiser(name, List.copyOf(shape), elementType, raw);
  }

  private static void readDimensions(ProtobufReader reader, List<Integer> shape)
      throws OnnxFormatException {
    if (!reader.isPacked()) {
      shape.add(Math.toIntExact(reader.number()));
      return;
    }
    ProtobufReader packed = reader.message();
    while (packed.hasRemaining()) {
      shape.add(Math.toIntExact(packed.varint()));
    }
  }
}
