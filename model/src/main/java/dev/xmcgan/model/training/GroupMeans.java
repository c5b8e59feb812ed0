package dev.xmcgan.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Means of tensors over the groups of a batch, so that what one group takes is freed before the
 * next begins. Of a single group they are its tensors as they are.
 */
final class GroupMeans {
  private final NDManager scope;
  private final int groups;
  private final Map<String, NDArray> means = new LinkedHashMap<>();

  /**
   * @param scope owns the means
   * @param groups how many there are
   */
  GroupMeans(NDManager scope, int groups) {
    this.scope = scope;
    this.groups = groups;
  }

  /** Adds a group's tensor, without its gradient. */
  void add(String name, NDArray value) {
    NDArray constant = value.stopGradient();
    if (groups == 1) {
      constant.attach(scope);
      means.put(name, constant);
      return;
    }
    NDArray share = constant.div(groups);
    NDArray mean = means.get(name);
    if (mean == null) {
      share.attach(scope);
      means.put(name, share);
    } else {
      mean.addi(share);
    }
  }

  /** All means by name; what a group has not counts as zero there. */
  Map<String, NDArray> all() {
    return Collections.unmodifiableMap(means);
  }
}
