package dev.xmcgan.model.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.util.JsonUtils;
import dev.xmcgan.model.layers.Tensors;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads and writes safetensors files: 8 bytes with the header's length, a JSON header, then the
 * tensors' bytes, little-endian. Everything is checked before an array is made of it.
 */
public final class SafeTensors {

  /** As in the reference implementation. */
  private static final long LONGEST_HEADER = 100_000_000;

  private static final int LENGTH_BYTES = Long.BYTES;

  private static final int CHUNK_BYTES = 1 << 22;

  private SafeTensors() {}

  /**
   * Reads every tensor; the arrays are attached to the manager and named.
   *
   * @throws CheckpointException naming the file, and the tensor where it is one's fault
   */
  public static Map<String, NDArray> read(Path file, NDManager manager) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      SafeTensorsHeader header = header(file, channel);
      long start = channel.position();
      Map<String, NDArray> tensors = new LinkedHashMap<>();
      ByteBuffer staging = ByteBuffer.allocateDirect(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      for (SafeTensorsHeader.Entry entry : header.entries()) {
        tensors.put(entry.name(), array(manager, entry, file, channel, start, staging));
      }
      return tensors;
    }
  }

  /** Reads only the file's own key-value pairs; the header is checked as in {@link #read}. */
  public static Map<String, String> readMetadata(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return header(file, channel).metadata();
    }
  }

  /** Writes the tensors in the map's order; the file appears whole or not at all. */
  public static void write(Path file, Map<String, NDArray> tensors) throws IOException {
    write(file, tensors, Map.of());
  }

  /** As {@link #write(Path, Map)}, with key-value pairs in the header. */
  public static void write(Path file, Map<String, NDArray> tensors, Map<String, String> metadata)
      throws IOException {
    byte[] header = describe(tensors, metadata);
    AtomicFile.write(
        file,
        channel -> {
          ByteBuffer length = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
          AtomicFile.writeFully(channel, length.putLong(header.length).flip());
          AtomicFile.writeFully(channel, ByteBuffer.wrap(header));
          for (NDArray tensor : tensors.values()) {
            AtomicFile.writeFully(channel, tensor.toByteBuffer());
          }
        });
  }

  /**
   * Checks that no tensor holds NaN or infinity.
   *
   * @throws CheckpointException naming the file and the first tensor that does
   */
  public static void requireFinite(Path file, Map<String, NDArray> tensors)
      throws CheckpointException {
    for (Map.Entry<String, NDArray> entry : tensors.entrySet()) {
      if (entry.getValue().getDataType() == DataType.FLOAT32) {
        for (float value : entry.getValue().toFloatArray()) {
          if (!Float.isFinite(value)) {
            throw CheckpointException.ofTensor(file, entry.getKey(), "holds " + value);
          }
        }
      }
    }
  }

  /**
   * Checks that a tensor of variances holds none below zero.
   *
   * @throws CheckpointException naming the file and the tensor
   */
  public static void requireNotNegative(Path file, String name, NDArray variances)
      throws CheckpointException {
    for (float value : variances.toFloatArray()) {
      if (value < 0) {
        throw CheckpointException.ofTensor(file, name, "holds the negative variance " + value);
      }
    }
  }

  private static SafeTensorsHeader header(Path file, FileChannel channel) throws IOException {
    long size = channel.size();
    if (size < LENGTH_BYTES) {
      throw new CheckpointException(file, "has " + size + " bytes, no safetensors file");
    }
    ByteBuffer lengthBytes = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    readFully(file, channel, lengthBytes, 0);
    long length = lengthBytes.getLong(0);
    if (length < 2 || length > LONGEST_HEADER || length > size - LENGTH_BYTES) {
      throw new CheckpointException(
          file, "claims a header of " + length + " bytes in a file of " + size);
    }
    ByteBuffer json = ByteBuffer.allocate(Math.toIntExact(length));
    readFully(file, channel, json, LENGTH_BYTES);
    channel.position(LENGTH_BYTES + length);
    String text = new String(json.array(), StandardCharsets.UTF_8);
    return SafeTensorsHeader.parse(file, text, size - LENGTH_BYTES - length);
  }

  /** Makes a tensor of pieces, so that the buffer for its bytes stays small. */
  private static NDArray array(
      NDManager manager,
      SafeTensorsHeader.Entry entry,
      Path file,
      FileChannel channel,
      long start,
      ByteBuffer staging)
      throws IOException {
    int width = entry.bfloat16() ? Short.BYTES : entry.type().getNumOfBytes();
    long most = CHUNK_BYTES / width;
    long size = entry.shape().size();
    try (NDManager scope = manager.newSubManager()) {
      NDList pieces = new NDList();
      for (long from = 0; from < size; from += most) {
        int count = (int) Math.min(most, size - from);
        staging.clear().limit(count * width);
        readFully(file, channel, staging, start + entry.begin() + from * width);
        staging.flip();
        ByteBuffer values = entry.bfloat16() ? widened(staging) : staging.slice();
        values.order(ByteOrder.nativeOrder());
        // the engine may keep pointing at the buffer it was given, which is used again
        NDArray view = scope.create(values, new Shape(count), entry.type());
        pieces.add(view.duplicate());
      }
      NDArray whole =
          switch (pieces.size()) {
            case 0 -> scope.create(entry.shape(), entry.type());
            case 1 -> pieces.get(0).reshape(entry.shape());
            default -> NDArrays.concat(pieces).reshape(entry.shape());
          };
      whole.setName(entry.name());
      return Tensors.attached(manager, whole);
    }
  }

  /** bfloat16 is the upper half of a float32. */
  private static ByteBuffer widened(ByteBuffer halves) {
    ByteBuffer wide =
        ByteBuffer.allocateDirect(2 * halves.remaining()).order(ByteOrder.nativeOrder());
    while (halves.hasRemaining()) {
      wide.putInt(halves.getShort() << Short.SIZE);
    }
    return wide.flip();
  }

  private static void readFully(Path file, FileChannel channel, ByteBuffer into, long position)
      throws IOException {
    long at = position;
    while (into.hasRemaining()) {
      int count = channel.read(into, at);
      if (count < 0) {
        throw new CheckpointException(
            file, "ends at byte " + at, new EOFException("truncated while reading"));
      }
      at += count;
    }
  }

  private static byte[] describe(Map<String, NDArray> tensors, Map<String, String> metadata) {
    Map<String, Object> root = new LinkedHashMap<>();
    if (!metadata.isEmpty()) {
      root.put(SafeTensorsHeader.METADATA_KEY, metadata);
    }
    long position = 0;
    for (Map.Entry<String, NDArray> entry : tensors.entrySet()) {
      NDArray tensor = entry.getValue();
      long end = position + tensor.size() * tensor.getDataType().getNumOfBytes();
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("dtype", tensor.getDataType().asSafetensors());
      fields.put("shape", tensor.getShape().getShape());
      fields.put("data_offsets", new long[] {position, end});
      root.put(entry.getKey(), fields);
      position = end;
    }
    byte[] json = JsonUtils.GSON.toJson(root).getBytes(StandardCharsets.UTF_8);
    // tensors start at a multiple of 8, as the format asks
    int padded = (json.length + LENGTH_BYTES - 1) / LENGTH_BYTES * LENGTH_BYTES;
    byte[] header = Arrays.copyOf(json, padded);
    Arrays.fill(header, json.length, padded, (byte) ' ');
    return header;
  }
}
