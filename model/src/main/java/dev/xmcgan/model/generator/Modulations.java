package dev.xmcgan.model.generator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.layers.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the gains and shifts of many conditional norms are made of: {@code attention · rows}.
 *
 * <p>Attentional self-modulation (paper, section 4.2) projects, for every region, its context of
 * words and the global condition: {@code W_w·(a·ŵ) + W_g·g + b}. Attention sums to one over the
 * words, so the same is {@code a · (ŵ·W_w + W_g·g + b)}: T words are projected instead of 256
 * regions, and the spatial condition itself is never built.
 *
 * @param attention a {@code (B,N·N,T)}, each row summing to one; of norms that see no words ones
 *     {@code (B,1,1)}
 * @param rows {@code (B,T,2ΣC)}, the gains of all norms, then their shifts
 * @param norms in the order of the rows
 */
record Modulations(NDArray attention, NDArray rows, List<GeneratorLayout.Norm> norms) {

  /**
   * Modulations by the global condition.
   *
   * @param condition g {@code (B,2Z)}
   */
  static Modulations global(
      GeneratorPass pass,
      ModulationWeights weights,
      List<GeneratorLayout.Norm> norms,
      NDArray condition) {
    NDArray projected = pass.dense(condition, weights.weight(), weights.bias()); // (B,2ΣC)
    NDArray ones = condition.getManager().ones(new Shape(condition.getShape().get(0), 1, 1));
    return new Modulations(ones, projected.expandDims(1), norms);
  }

  /**
   * Modulations by each region's words.
   *
   * @param condition g {@code (B,2Z)}
   * @param words ŵ, normalised words {@code (B,T,E)}
   * @param attention a {@code (B,N·N,T)}, each row summing to one
   */
  static Modulations spatial(
      GeneratorPass pass,
      ModulationWeights weights,
      List<GeneratorLayout.Norm> norms,
      NDArray condition,
      NDArray words,
      NDArray attention) {
    long textWidth = words.getShape().get(2);
    NDList halves = weights.weight().split(new long[] {textWidth}, 1); // (2ΣC,E), (2ΣC,2Z)
    condition.getManager().attachAll(halves.toArray(new NDArray[0]));
    NDArray fromWords = Tensors.dense(words, halves.get(0), null); // (B,T,2ΣC)
    NDArray fromAll =
        pass.dense(condition, halves.get(1), weights.bias()).expandDims(1); // (B,1,2ΣC)
    return new Modulations(attention, fromWords.add(fromAll), norms);
  }

  /** Views {@code (B,T,C)} of the rows: each norm's gain, then its shift. */
  List<NDArray> rowsByNorm() {
    NDList parts = split(rows, 2);
    List<NDArray> pairs = new ArrayList<>();
    for (int i = 0; i < norms.size(); i++) {
      pairs.add(parts.get(i));
      pairs.add(parts.get(norms.size() + i));
    }
    return pairs;
  }

  /** All gains and shifts as they act on maps, from one product. */
  Map<String, Modulation> byNorm() {
    Shape shape = attention.getShape();
    long cells = Math.round(Math.sqrt(shape.get(1))); // N
    NDArray regions = cells == 1 ? rows : attention.matMul(rows); // (B,N·N,2ΣC)
    NDArray tiled = regions.reshape(shape.get(0), cells, 1, cells, 1, -1); // (B,N,1,N,1,2ΣC)
    // views: channels stay next to each other in memory, as in the maps that they act on
    NDList parts = split(tiled.transpose(0, 5, 1, 2, 3, 4), 1); // (B,C,N,1,N,1) each
    Map<String, Modulation> modulations = new LinkedHashMap<>();
    for (int i = 0; i < norms.size(); i++) {
      modulations.put(
          norms.get(i).name(), new Modulation(parts.get(i), parts.get(norms.size() + i)));
    }
    return modulations;
  }

  /** Cuts an axis of 2ΣC into the gains of all norms and their shifts. */
  private NDList split(NDArray all, int axis) {
    long[] ends = new long[2 * norms.size() - 1];
    long end = 0;
    for (int i = 0; i < ends.length; i++) {
      end += norms.get(i % norms.size()).channels();
      ends[i] = end;
    }
    return all.split(ends, axis);
  }
}
