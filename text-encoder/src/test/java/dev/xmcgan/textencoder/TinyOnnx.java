package dev.xmcgan.textencoder;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes a little ONNX model of the form that the exporter gives a BERT. */
final class TinyOnnx {
  private final ByteArrayOutputStream graph = new ByteArrayOutputStream();

  private TinyOnnx() {}

  static byte[] bert() {
    TinyOnnx onnx = new TinyOnnx();
    onnx.weight("embeddings.word_embeddings.weight", 4, 3);
    onnx.weight("embeddings.position_embeddings.weight", 5, 3);
    onnx.weight("embeddings.token_type_embeddings.weight", 2, 3);
    onnx.weight("encoder.layer.0.intermediate.dense.weight", 6, 3);
    onnx.weight("onnx::MatMul_7", 3, 2);
    onnx.node("MatMul", "/encoder/layer.0/attention/self/query/MatMul", "hidden", "onnx::MatMul_7");
    onnx.node("MatMul", "/encoder/layer.0/attention/self/MatMul", "query", "key");
    onnx.node("Add", "/encoder/layer.0/output/Add", "hidden", "more");
    ByteArrayOutputStream model = new ByteArrayOutputStream();
    number(model, 1, 7);
    bytes(model, 2, "pytorch".getBytes(StandardCharsets.UTF_8));
    bytes(model, 7, onnx.graph.toByteArray());
    return model.toByteArray();
  }

  /** A float32 initialiser with the values 1, 2, 3 … */
  private void weight(String name, int rows, int columns) {
    ByteArrayOutputStream tensor = new ByteArrayOutputStream();
    number(tensor, 1, rows);
    number(tensor, 1, columns);
    number(tensor, 2, OnnxGraph.Initialiser.FLOAT32);
    bytes(tensor, 8, name.getBytes(StandardCharsets.UTF_8));
    ByteBuffer values =
        ByteBuffer.allocate(rows * columns * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 1; i <= rows * columns; i++) {
      values.putFloat(i);
    }
    bytes(tensor, 9, values.array());
    bytes(graph, 5, tensor.toByteArray());
  }

  private void node(String operation, String name, String... inputs) {
    ByteArrayOutputStream node = new ByteArrayOutputStream();
    for (String input : inputs) {
      bytes(node, 1, input.getBytes(StandardCharsets.UTF_8));
    }
    bytes(node, 3, name.getBytes(StandardCharsets.UTF_8));
    bytes(node, 4, operation.getBytes(StandardCharsets.UTF_8));
    bytes(graph, 1, node.toByteArray());
  }

  private static void number(ByteArrayOutputStream out, int field, long value) {
    varint(out, (long) field << 3);
    varint(out, value);
  }

  private static void bytes(ByteArrayOutputStream out, int field, byte[] value) {
    varint(out, (long) field << 3 | 2);
    varint(out, value.length);
    out.writeBytes(value);
  }

  private static void varint(ByteArrayOutputStream out, long value) {
    long left = value;
    while (left > 0x7f) {
      out.write((int) (left & 0x7f | 0x80));
      left >>>= 7;
    }
    out.write((int) left);
  }
}
