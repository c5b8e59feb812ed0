package dev.xmcgan.model.generator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.xmcgan.model.layers.Parameters;
import dev.xmcgan.model.layers.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The γ and β of many conditional norms at once: their dense layers read the same condition, so
 * their weights stand under each other in one matrix.
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
      GeneratorPass pass, List<GeneratorLayout.Norm> norms, NDArray condition) {
    Parameters parameters = pass.parameters();
    NDManager manager = condition.getManager();
    NDArray weight = stacked(parameters, norms, "/weight", manager); // (2ΣC, 2Z)
    NDArray bias = stacked(parameters, norms, "/bias", manager); // (2ΣC)
    NDArray projected = pass.dense(condition, weight, bias); // (B, 2ΣC)
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
      List<GeneratorLayout.Norm> norms,
      NDArray condition,
      NDArray words,
      NDArray attention,
      long cells) {
    Parameters parameters = pass.parameters();
    NDManager manager = condition.getManager();
    NDArray weight = stacked(parameters, norms, "/weight", manager); // (2ΣC, E + 2Z)
    NDArray bias = stacked(parameters, norms, "/bias", manager); // (2ΣC)
    long textWidth = words.getShape().get(2);
    NDList halves = weight.split(new long[] {textWidth}, 1); // (2ΣC,E), (2ΣC,2Z)
    NDArray fromWords = Tensors.dense(words, halves.get(0), null); // (B,T,2ΣC)
    NDArray fromAll = pass.dense(condition, halves.get(1), bias).expandDims(1); // (B,1,2ΣC)
    NDArray projected = fromWords.add(fromAll); // (B,T,2ΣC)
    NDArray regions = attention.matMul(projected); // (B,N·N,2ΣC)
    long batch = condition.getShape().get(0);
    return split(regions.reshape(batch, cells, 1, cells, 1, -1), norms);
  }

  /** All γ rows of the norms in order, then all their β rows. */
  private static NDArray stacked(
      Parameters parameters, List<GeneratorLayout.Norm> norms, String kind, NDManager manager) {
    NDList rows = new NDList();
    for (String part : List.of("/gamma", "/beta")) {
      for (GeneratorLayout.Norm norm : norms) {
        rows.add(parameters.get(norm.name() + part + kind));
      }
    }
    return Tensors.attached(manager, NDArrays.concat(rows, 0));
  }

  /**
   * Cuts {@code (B,N,1,N,1,2ΣC)} into views {@code (B,C,N,1,N,1)}: the channels stay next to each
   * other in memory, as in the channels-last maps that they act on.
   */
  private static Map<String, Modulation> split(
      NDArray projected, List<GeneratorLayout.Norm> norms) {
    NDArray moved = projected.transpose(0, 5, 1, 2, 3, 4); // (B,2ΣC,N,1,N,1)
    NDList halves = moved.split(2, 1); // (B,ΣC,N,1,N,1) each
    NDArray gains = halves.get(0).add(1);
    long[] ends = new long[norms.size() - 1];
    long end = 0;
    for (int i = 0; i < ends.length; i++) {
      end += norms.get(i).channels();
      ends[i] = end;
    }
    NDList gain = gains.split(ends, 1);
    NDList shift = halves.get(1).split(ends, 1);
    Map<String, Modulation> modulations = new LinkedHashMap<>();
    for (int i = 0; i < norms.size(); i++) {
      modulations.put(norms.get(i).name(), new Modulation(gain.get(i), shift.get(i)));
    }
    return modulations;
  }
}
