package dev.xmcgan.transport.checkpoints;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A safetensors file, looked at without a tensor library: whoever hands checkpoints on can tell a
 * broken one. Whether the shapes are those of its model, workers and gate find out. Values stream
 * through a small buffer, whatever the file's size.
 */
final class TensorFile {

  /** Hundreds of times that of the largest preset; bounds what a header may cost to read. */
  private static final int LONGEST_HEADER = 4 << 20;

  private static final int LENGTH_BYTES = Long.BYTES;
  private static final int BUFFER_BYTES = 1 << 16;
  private static final String METADATA = "__metadata__";
  private static final String FLOAT32 = "F32";
  private static final Map<String, Integer> WIDTHS =
      Map.of(
          "F64", 8, "F32", 4, "F16", 2, "BF16", 2, "I64", 8, "I32", 4, "I8", 1, "U8", 1, "BOOL", 1);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path path;
  private final String name;
  private final long dataStart;
  private final List<Tensor> tensors;

  /** Its bytes are {@code [begin, end)} of what follows the header. */
  private record Tensor(String name, String type, long begin, long end) {}

  private TensorFile(Path path, long dataStart, List<Tensor> tensors) {
    this.path = path;
    this.name = path.getFileName().toString();
    this.dataStart = dataStart;
    this.tensors = tensors;
  }

  /**
   * Reads and checks the header: types, shapes and byte ranges must fit each other, and the ranges
   * the file.
   *
   * @throws UnusableCheckpointException naming the file and the tensor
   */
  static TensorFile open(Path path) throws IOException {
    String name = path.getFileName().toString();
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size < LENGTH_BYTES) {
        throw new UnusableCheckpointException(name, "has " + size + " bytes, no safetensors file");
      }
      ByteBuffer length = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      readFully(name, channel, length);
      long header = length.getLong(0);
      if (header < 2 || header > LONGEST_HEADER || header > size - LENGTH_BYTES) {
        throw new UnusableCheckpointException(
            name, "claims a header of " + header + " bytes in a file of " + size);
      }
      ByteBuffer json = ByteBuffer.allocate((int) header);
      readFully(name, channel, json);
      List<Tensor> tensors = tensors(name, json.array());
      long start = LENGTH_BYTES + header;
      requireCovering(name, tensors, size - start);
      return new TensorFile(path, start, tensors);
    }
  }

  /**
   * Checks that every tensor is float32, finite and, where its name ends with {@code suffix}, not
   * negative.
   */
  void requireWeights(String suffix) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      for (Tensor tensor : tensors) {
        if (!tensor.type().equals(FLOAT32)) {
          throw fault(name, tensor.name(), "is " + tensor.type() + ", expected " + FLOAT32);
        }
        channel.position(dataStart + tensor.begin());
        boolean variances = tensor.name().endsWith(suffix);
        for (long left = tensor.end() - tensor.begin(); left > 0; left -= buffer.limit()) {
          buffer.clear().limit((int) Math.min(left, BUFFER_BYTES));
          readFully(name, channel, buffer);
          requireSound(tensor, buffer.flip(), variances);
        }
      }
    }
  }

  private void requireSound(Tensor tensor, ByteBuffer values, boolean variances)
      throws UnusableCheckpointException {
    for (int at = 0; at < values.limit(); at += Float.BYTES) {
      float value = values.getFloat(at);
      if (!Float.isFinite(value)) {
        throw fault(name, tensor.name(), "holds " + value);
      }
      if (variances && value < 0) {
        throw fault(name, tensor.name(), "holds the negative variance " + value);
      }
    }
  }

  private static List<Tensor> tensors(String file, byte[] header) throws IOException {
    List<Tensor> tensors = new ArrayList<>();
    Set<String> names = new HashSet<>();
    try (JsonParser parser = JSON.createParser(header)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new UnusableCheckpointException(file, "header is no JSON object");
      }
      for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
        parser.nextToken();
        if (!names.add(key)) {
          throw fault(file, key, "is described twice");
        }
        if (key.equals(METADATA)) {
          parser.skipChildren();
        } else {
          tensors.add(tensor(file, key, parser.readValueAsTree()));
        }
      }
      if (parser.nextToken() != null) {
        throw new UnusableCheckpointException(file, "header goes on after its JSON object");
      }
    } catch (JsonProcessingException e) {
      throw new UnusableCheckpointException(
          file, "header is not JSON: " + e.getOriginalMessage(), e);
    }
    tensors.sort(Comparator.comparingLong(Tensor::begin).thenComparingLong(Tensor::end));
    return tensors;
  }

  private static Tensor tensor(String file, String name, JsonNode fields)
      throws UnusableCheckpointException {
    String type = fields.path("dtype").asText();
    Integer width = WIDTHS.get(type);
    if (width == null) {
      throw fault(
          file,
          name,
          "has element type " + fields.path("dtype") + ", known are " + WIDTHS.keySet());
    }
    JsonNode offsets = fields.path("data_offsets");
    long begin = wholeNumber(file, name, offsets.path(0));
    long end = wholeNumber(file, name, offsets.path(1));
    if (offsets.size() != 2 || end < begin) {
      throw fault(file, name, "has data_offsets that are no range");
    }
    if (!fields.path("shape").isArray()) {
      throw fault(file, name, "has no list shape");
    }
    long size = width;
    try {
      for (JsonNode dimension : fields.path("shape")) {
        size = Math.multiplyExact(size, wholeNumber(file, name, dimension));
      }
    } catch (ArithmeticException e) {
      throw new UnusableCheckpointException(
          file, "tensor " + name + " has a shape beyond all bounds", e);
    }
    if (size != end - begin) {
      throw fault(file, name, "needs " + size + " bytes but has " + (end - begin));
    }
    return new Tensor(name, type, begin, end);
  }

  private static long wholeNumber(String file, String tensor, JsonNode value)
      throws UnusableCheckpointException {
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
      throw fault(
          file, tensor, "has %s where a whole number from 0 is expected".formatted(shown(value)));
    }
    return value.longValue();
  }

  private static String shown(JsonNode value) {
    return value.isValueNode() ? value.toString() : "nothing";
  }

  private static void requireCovering(String file, List<Tensor> tensors, long dataBytes)
      throws UnusableCheckpointException {
    long position = 0;
    for (Tensor tensor : tensors) {
      if (tensor.begin() != position) {
        throw fault(file, tensor.name(), "begins at " + tensor.begin() + ", expected " + position);
      }
      position = tensor.end();
      if (position > dataBytes) {
        throw fault(
            file,
            tensor.name(),
            "ends at byte " + position + ", but only " + dataBytes + " follow the header");
      }
    }
    if (position != dataBytes) {
      throw new UnusableCheckpointException(
          file, "tensors cover " + position + " bytes but " + dataBytes + " follow the header");
    }
  }

  private static void readFully(String file, FileChannel channel, ByteBuffer into)
      throws IOException {
    while (into.hasRemaining()) {
      if (channel.read(into) < 0) {
        throw new UnusableCheckpointException(file, "ends at byte " + channel.position());
      }
    }
  }

  private static UnusableCheckpointException fault(String file, String tensor, String problem) {
    return new UnusableCheckpointException(file, "tensor " + tensor + " " + problem);
  }
}
