package dev.xmcgan.model.generator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import dev.xmcgan.model.layers.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The gains and shifts of many conditional norms at once.
 *
 * <p>Attentional self-modulation (paper, section 4.2) projects, for every region, its context of
 * words and the global condition: {@code W_w·(a·ŵ) + W_g·g + b}. Attention sums to one over the
 * words, so the same is {@code a · (ŵ·W_w + g·W_g + b)}: T words are projected instead of 256
 * regions, and the spatial condition itself is never built.
 */
final class Modulations {

  private Modulations() {}

  /**
   * Modulations by the global condition.
   *
   * @param condition g {@code (B,2Z)}
   */
  static Map<String, Modulation> global(
      GeneratorPass pass,
      ModulationWeights weights,
      List<GeneratorLayout.Norm> norms,
      NDArray condition) {
    NDArray projected = pass.dense(condition, weights.weight(), weights.bias()); // (B, 2ΣC)
    long batch = condition.getShape().get(0);
    return split(projected.reshape(batch, 1, 1, 1, 1, -1), norms);
  }

  /**
   * Modulations by each region's words.
   *
   * @param condition g {@code (B,2Z)}
   * @param words ŵ, normalised words {@code (B,T,E)}
   * @param attention a {@code (B,N·N,T)}, each row summing to one
   * @param cells N
   */
  static Map<String, Modulation> spatial(
      GeneratorPass pass,
      ModulationWeights weights,
      List<GeneratorLayout.Norm> norms,
      NDArray condition,
      NDArray words,
      NDArray attention,
      long cells) {
    long textWidth = words.getShape().get(2);
    NDList halves = weights.weight().split(new long[] {textWidth}, 1); // (2ΣC,E), (2ΣC,2Z)
    condition.getManager().attachAll(halves.toArray(new NDArray[0]));
    NDArray fromWords = Tensors.dense(words, halves.get(0), null); // (B,T,2ΣC)
    NDArray fromAll =
        pass.dense(condition, halves.get(1), weights.bias()).expandDims(1); // (B,1,2ΣC)
    NDArray projected = fromWords.add(fromAll); // (B,T,2ΣC)
    NDArray regions = attention.matMul(projected); // (B,N·N,2ΣC)
    long batch = condition.getShape().get(0);
    return split(regions.reshape(batch, cells, 1, cells, 1, -1), norms);
  }

  /**
   * Cuts {@code (B,N,1,N,1,2ΣC)} into views {@code (B,C,N,1,N,1)}: the channels stay next to each
   * other in memory, as in the channels-last maps that they act on.
   */
  private static Map<String, Modulation> split(
      NDArray projected, List<GeneratorLayout.Norm> norms) {
    NDArray moved = projected.transpose(0, 5, 1, 2, 3, 4); // (B,2ΣC,N,1,N,1)
    long[] ends = new long[2 * norms.size() - 1];
    long end = 0;
    for (int i = 0; i < ends.length; i++) {
      end += norms.get(i % norms.size()).channels();
      ends[i] = end;
    }
    NDList parts = moved.split(ends, 1); // the gains of all norms, then their shifts
    Map<String, Modulation> modulations = new LinkedHashMap<>();
    for (int i = 0; i < norms.size(); i++) {
      modulations.put(
          norms.get(i).name(), new Modulation(parts.get(i), parts.get(norms.size() + i)));
    }
    return modulations;
  }
}
