package dev.xmcgan.evaluation.networks;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import dev.xmcgan.evaluation.scores.SourceHash;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A loaded TorchScript file, in evaluation mode. Owns its weights; close it. */
final class TorchScriptFile implements AutoCloseable {
  private static final int MATRIX = 2;

  private final String hash;
  private final Model model;

  private TorchScriptFile(String hash, Model model) {
    this.hash = hash;
    this.model = model;
  }

  /**
   * Loads a file.
   *
   * @throws IOException naming the file when it cannot be read or is no TorchScript
   */
  static TorchScriptFile load(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Model model = Model.newInstance(file.getFileName().toString(), "PyTorch");
    try {
      model.load(new ByteArrayInputStream(bytes));
    } catch (IOException | MalformedModelException | RuntimeException e) {
      model.close();
      throw new IOException(file + " is no TorchScript file that loads here", e);
    }
    return new TorchScriptFile(SourceHash.of(bytes), model);
  }

  /** Of the file's bytes. */
  String hash() {
    return hash;
  }

  NDManager manager() {
    return model.getNDManager();
  }

  /** One pass without gradients; the outputs belong to the scope. */
  NDList pass(NDArray input, NDManager scope) {
    NDList outputs =
        model.getBlock().forward(new ParameterStore(scope, false), new NDList(input), false);
    outputs.attach(scope);
    return outputs;
  }

  /** An output as rows, {@code (B,D)}; trailing axes are laid flat. */
  static NDArray output(NDList outputs, int index) {
    if (index >= outputs.size()) {
      throw new IllegalArgumentException(
          "output %d of a network that has %d".formatted(index, outputs.size()));
    }
    NDArray output = outputs.get(index);
    return output.getShape().dimension() == MATRIX
        ? output
        : output.reshape(output.getShape().get(0), -1);
  }

  /** Rows of a matrix {@code (B,D)} as arrays. */
  static float[][] rows(NDArray matrix) {
    float[] values = matrix.toFloatArray();
    int width = Math.toIntExact(matrix.getShape().get(1));
    float[][] rows = new float[Math.toIntExact(matrix.getShape().get(0))][width];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(values, i * width, rows[i], 0, width);
    }
    return rows;
  }

  @Override
  public void close() {
    model.close();
  }
}
