package dev.xmcgan.model.checkpoint;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.util.JsonUtils;
import com.google.gson.JsonParseException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The checked header of a safetensors file.
 *
 * @param entries the tensors in the order of their bytes
 * @param metadata the file's own key-value pairs
 */
record SafeTensorsHeader(List<Entry> entries, Map<String, String> metadata) {

  static final String METADATA_KEY = "__metadata__";

  /** One tensor: its bytes are {@code [begin, end)} of the data section. */
  record Entry(String name, DataType type, boolean bfloat16, Shape shape, long begin, long end) {
    long byteCount() {
      return end - begin;
    }
  }

  /** Element types that are read; bfloat16 arrives as float32. */
  private static final Map<String, DataType> TYPES =
      Map.of(
          "F64", DataType.FLOAT64,
          "F32", DataType.FLOAT32,
          "F16", DataType.FLOAT16,
          "BF16", DataType.FLOAT32,
          "I64", DataType.INT64,
          "I32", DataType.INT32,
          "I8", DataType.INT8,
          "U8", DataType.UINT8,
          "BOOL", DataType.BOOLEAN);

  /**
   * Reads and checks a header: every tensor's type, shape and byte range must fit, and the ranges
   * must cover the data section without gap or overlap.
   *
   * @param dataBytes how many bytes follow the header in the file
   */
  static SafeTensorsHeader parse(Path file, String json, long dataBytes)
      throws CheckpointException {
    Map<?, ?> root;
    try {
      root = JsonUtils.GSON.fromJson(json, Map.class);
    } catch (JsonParseException e) {
      throw new CheckpointException(file, "header is not JSON: " + e.getMessage(), e);
    }
    // a list of pairs would be read as a map too
    if (root == null || !json.startsWith("{")) {
      throw new CheckpointException(file, "header is no JSON object");
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    List<Entry> entries = new ArrayList<>();
    for (Map.Entry<?, ?> pair : root.entrySet()) {
      String name = (String) pair.getKey();
      if (name.equals(METADATA_KEY)) {
        metadata.putAll(metadata(file, pair.getValue()));
      } else {
        entries.add(entry(file, name, pair.getValue()));
      }
    }
    entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    long position = 0;
    for (Entry entry : entries) {
      if (entry.begin() != position) {
        throw CheckpointException.ofTensor(
            file, entry.name(), "begins at " + entry.begin() + ", expected " + position);
      }
      position = entry.end();
      if (position > dataBytes) {
        throw CheckpointException.ofTensor(
            file,
            entry.name(),
            "ends at byte " + position + ", but only " + dataBytes + " follow the header");
      }
    }
    if (position != dataBytes) {
      throw new CheckpointException(
          file, "tensors cover " + position + " bytes but " + dataBytes + " follow the header");
    }
    return new SafeTensorsHeader(List.copyOf(entries), metadata);
  }

  private static Map<String, String> metadata(Path file, Object value) throws CheckpointException {
    if (!(value instanceof Map<?, ?> pairs)) {
      throw new CheckpointException(file, METADATA_KEY + " is not an object");
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    for (Map.Entry<?, ?> pair : pairs.entrySet()) {
      if (!(pair.getValue() instanceof String text)) {
        throw new CheckpointException(file, METADATA_KEY + " " + pair.getKey() + " is not a text");
      }
      metadata.put((String) pair.getKey(), text);
    }
    return metadata;
  }

  private static Entry entry(Path file, String name, Object value) throws CheckpointException {
    if (!(value instanceof Map<?, ?> fields)) {
      throw CheckpointException.ofTensor(file, name, "is not described by an object");
    }
    Object typeName = fields.get("dtype");
    DataType type = typeName instanceof String text ? TYPES.get(text) : null;
    if (type == null) {
      throw CheckpointException.ofTensor(
          file, name, "has element type " + typeName + ", known are " + TYPES.keySet());
    }
    boolean bfloat16 = "BF16".equals(typeName);
    long[] dimensions = numbers(file, name, "shape", fields.get("shape"));
    long[] offsets = numbers(file, name, "data_offsets", fields.get("data_offsets"));
    if (offsets.length != 2 || offsets[1] < offsets[0]) {
      throw CheckpointException.ofTensor(file, name, "has data_offsets that are no range");
    }
    long size = bfloat16 ? 2 : type.getNumOfBytes();
    try {
      for (long dimension : dimensions) {
        size = Math.multiplyExact(size, dimension);
      }
    } catch (ArithmeticException e) {
      throw new CheckpointException(file, "tensor " + name + " has a shape beyond all bounds", e);
    }
    if (size != offsets[1] - offsets[0]) {
      throw CheckpointException.ofTensor(
          file, name, "needs " + size + " bytes but has " + (offsets[1] - offsets[0]));
    }
    if (size > Integer.MAX_VALUE) {
      throw CheckpointException.ofTensor(file, name, "is larger than 2 GiB");
    }
    return new Entry(name, type, bfloat16, new Shape(dimensions), offsets[0], offsets[1]);
  }

  private static long[] numbers(Path file, String name, String key, Object value)
      throws CheckpointException {
    if (!(value instanceof List<?> list)) {
      throw CheckpointException.ofTensor(file, name, "has no list " + key);
    }
    long[] numbers = new long[list.size()];
    for (int i = 0; i < numbers.length; i++) {
      if (!(list.get(i) instanceof Number number)
          || number.longValue() != number.doubleValue()
          || number.longValue() < 0) {
        throw CheckpointException.ofTensor(
            file, name, "has " + list.get(i) + " in " + key + ", expected whole numbers from 0");
      }
      numbers[i] = number.longValue();
    }
    return numbers;
  }
}
