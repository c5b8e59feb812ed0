package dev.xmcgan.model.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.util.JsonUtils;
import dev.xmcgan.model.layers.Tensors;
import dev.xmcgan.safetensors.ElementType;
import dev.xmcgan.safetensors.SafeTensorsException;
import dev.xmcgan.safetensors.SafeTensorsHeader;
import dev.xmcgan.safetensors.TensorEntry;
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
 * Reads and writes safetensors files. Everything that the header says is checked before an array is
 * made of it.
 */
public final class SafeTensors {

  private static final int CHUNK_BYTES = 1 << 22;

  private SafeTensors() {}

  /**
   * Reads every tensor; the arrays are attached to the manager and named.
   *
   * @throws CheckpointException naming the file, and the tensor where it is one's fault
   */
  public static Map<String, NDArray> read(Path file, NDManager manager) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      SafeTensorsHeader header = SafeTensorsHeader.read(channel);
      requireArrays(file, header);
      Map<String, NDArray> tensors = new LinkedHashMap<>();
      ByteBuffer staging = ByteBuffer.allocateDirect(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      for (TensorEntry entry : header.entries()) {
        long from = header.dataStart() + entry.begin();
        tensors.put(entry.name(), array(manager, entry, channel, from, staging));
      }
      return tensors;
    } catch (SafeTensorsException e) {
      throw new CheckpointException(file, e.getMessage(), e);
    }
  }

  /** Reads only the file's own key-value pairs; the header is checked as in {@link #read}. */
  public static Map<String, String> readMetadata(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return SafeTensorsHeader.read(channel).metadata();
    } catch (SafeTensorsException e) {
      throw new CheckpointException(file, e.getMessage(), e);
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
          ByteBuffer length =
              ByteBuffer.allocate(SafeTensorsHeader.LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
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

  /** Before the first array is made, so that nothing is half loaded. */
  private static void requireArrays(Path file, SafeTensorsHeader header)
      throws CheckpointException {
    for (TensorEntry entry : header.entries()) {
      if (entry.byteCount() > Integer.MAX_VALUE) {
        throw CheckpointException.ofTensor(file, entry.name(), "is larger than 2 GiB");
      }
    }
  }

  /** Makes a tensor of pieces, so that the buffer for its bytes stays small. */
  private static NDArray array(
      NDManager manager, TensorEntry entry, FileChannel channel, long start, ByteBuffer staging)
      throws IOException {
    DataType type = dataType(entry.type());
    Shape shape = new Shape(entry.shape());
    int width = entry.type().width();
    long most = CHUNK_BYTES / width;
    long size = shape.size();
    try (NDManager scope = manager.newSubManager()) {
      NDList pieces = new NDList();
      for (long from = 0; from < size; from += most) {
        int count = (int) Math.min(most, size - from);
        staging.clear().limit(count * width);
        SafeTensorsHeader.readFully(channel, staging, start + from * width);
        staging.flip();
        ByteBuffer values = entry.type() == ElementType.BF16 ? widened(staging) : staging.slice();
        values.order(ByteOrder.nativeOrder());
        // the engine may keep pointing at the buffer it was given, which is used again
        NDArray view = scope.create(values, new Shape(count), type);
        pieces.add(view.duplicate());
      }
      NDArray whole =
          switch (pieces.size()) {
            case 0 -> scope.create(shape, type);
            case 1 -> pieces.get(0).reshape(shape);
            default -> NDArrays.concat(pieces).reshape(shape);
          };
      whole.setName(entry.name());
      return Tensors.attached(manager, whole);
    }
  }

  /** bfloat16 arrives as float32. */
  private static DataType dataType(ElementType type) {
    return switch (type) {
      case F64 -> DataType.FLOAT64;
      case F32, BF16 -> DataType.FLOAT32;
      case F16 -> DataType.FLOAT16;
      case I64 -> DataType.INT64;
      case I32 -> DataType.INT32;
      case I8 -> DataType.INT8;
      case U8 -> DataType.UINT8;
      case BOOL -> DataType.BOOLEAN;
    };
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
    int padded = (json.length + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
    byte[] header = Arrays.copyOf(json, padded);
    Arrays.fill(header, json.length, padded, (byte) ' ');
    return header;
  }
}
