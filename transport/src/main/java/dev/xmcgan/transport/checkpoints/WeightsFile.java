package dev.xmcgan.transport.checkpoints;

import dev.xmcgan.safetensors.ElementType;
import dev.xmcgan.safetensors.SafeTensorsException;
import dev.xmcgan.safetensors.SafeTensorsHeader;
import dev.xmcgan.safetensors.TensorEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A safetensors file, looked at without a tensor library: whoever hands checkpoints on can tell a
 * broken one. Whether the shapes are those of its model, workers and gate find out. Values stream
 * through a small buffer, whatever the file's size.
 */
final class WeightsFile {

  private static final int BUFFER_BYTES = 1 << 16;

  private final Path path;
  private final String name;

  WeightsFile(Path path) {
    this.path = path;
    this.name = path.getFileName().toString();
  }

  /**
   * Checks that the header fits itself and the file.
   *
   * @throws UnusableCheckpointException naming the file and the tensor
   */
  void requireWhole() throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      SafeTensorsHeader.read(channel);
    } catch (SafeTensorsException e) {
      throw new UnusableCheckpointException(name, e.getMessage(), e);
    }
  }

  /**
   * Checks that also every tensor is float32 or float16, finite and, where its name ends with
   * {@code suffix}, not negative.
   *
   * @throws UnusableCheckpointException naming the file and the tensor
   */
  void requireSound(String suffix) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      SafeTensorsHeader header = SafeTensorsHeader.read(channel);
      ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      for (TensorEntry tensor : header.entries()) {
        if (tensor.type() != ElementType.F32 && tensor.type() != ElementType.F16) {
          throw fault(
              tensor,
              "is %s, expected %s or %s"
                  .formatted(tensor.type(), ElementType.F32, ElementType.F16));
        }
        boolean variances = tensor.name().endsWith(suffix);
        for (long at = tensor.begin(); at < tensor.end(); at += buffer.limit()) {
          buffer.clear().limit((int) Math.min(tensor.end() - at, BUFFER_BYTES));
          SafeTensorsHeader.readFully(channel, buffer, header.dataStart() + at);
          requireSound(tensor, buffer.flip(), variances);
        }
      }
    } catch (SafeTensorsException e) {
      throw new UnusableCheckpointException(name, e.getMessage(), e);
    }
  }

  private void requireSound(TensorEntry tensor, ByteBuffer values, boolean variances)
      throws UnusableCheckpointException {
    for (int at = 0; at < values.limit(); at += tensor.type().width()) {
      float value = tensor.type() == ElementType.F32 ? values.getFloat(at) : half(values, at);
      if (!Float.isFinite(value)) {
        throw fault(tensor, "holds " + value);
      }
      if (variances && value < 0) {
        throw fault(tensor, "holds the negative variance " + value);
      }
    }
  }

  /** Java 17 has no name for it. */
  private static float half(ByteBuffer values, int at) {
    short bits = values.getShort(at);
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    float magnitude =
        switch (exponent) {
          case 0 -> Math.scalb((float) fraction, -24);
          case 0x1f -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
          default -> Math.scalb((float) (fraction | 0x400), exponent - 25);
        };
    return bits < 0 ? -magnitude : magnitude;
  }

  private UnusableCheckpointException fault(TensorEntry tensor, String problem) {
    return new UnusableCheckpointException(name, "tensor " + tensor.name() + " " + problem);
  }
}
