package dev.xmcgan.model.generation;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Copies a native batch into one Java array for each of its items. */
final class BatchRows {

  private BatchRows() {}

  /** The values of each of the B parts of {@code (B,…)}, in the order of the view. */
  static List<float[]> of(NDArray batch) {
    float[] values = batch.toFloatArray();
    int length = values.length / Math.toIntExact(batch.getShape().get(0));
    List<float[]> rows = new ArrayList<>();
    for (int from = 0; from < values.length; from += length) {
      rows.add(Arrays.copyOfRange(values, from, from + length));
    }
    return rows;
  }
}
