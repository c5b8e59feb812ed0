package dev.xmcgan.model.layers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The tensors of one network by name, such as {@code block0/norm0/gamma/weight}, in a fixed order.
 * This object owns every native array in it: {@link #close} frees them all. Not thread-safe.
 *
 * <p>An operation whose first operand is a parameter puts its result into this object's manager,
 * where it would stay; so operations start from activations, or attach their results elsewhere.
 */
public final class Parameters implements AutoCloseable {

  private final NDManager manager;
  private final Map<String, NDArray> tensors = new LinkedHashMap<>();

  /** An empty set, freed at the latest when the parent is closed. */
  public Parameters(NDManager parent) {
    this.manager = parent.newSubManager();
    this.manager.setName("parameters");
  }

  /** Takes over arrays, whichever manager they were attached to. */
  public static Parameters owning(NDManager parent, Map<String, NDArray> tensors) {
    Parameters parameters = new Parameters(parent);
    tensors.forEach(parameters::put);
    return parameters;
  }

  /** The manager that owns the arrays, for arrays that shall live as long. */
  public NDManager manager() {
    return manager;
  }

  /** Takes over the array; fails when the name is taken. */
  public void put(String name, NDArray tensor) {
    if (tensors.containsKey(name)) {
      throw new IllegalArgumentException("parameter " + name + " is there already");
    }
    tensor.attach(manager);
    tensor.setName(name);
    tensors.put(name, tensor);
  }

  /** The array of that name, still owned by this object; fails with the name when there is none. */
  public NDArray get(String name) {
    NDArray tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("no parameter named " + name);
    }
    return tensor;
  }

  /** All names, in order. */
  public Set<String> names() {
    return Collections.unmodifiableSet(tensors.keySet());
  }

  /** All arrays by name, in order, still owned by this object. */
  public Map<String, NDArray> asMap() {
    return Collections.unmodifiableMap(tensors);
  }

  /** The shape of every array, in order. */
  public Map<String, Shape> shapes() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> shapes.put(name, tensor.getShape()));
    return shapes;
  }

  /** Switches whether a gradient collector computes gradients for these arrays. */
  public void requireGradients(boolean required) {
    tensors.values().forEach(tensor -> tensor.setRequiresGradient(required));
  }

  /** A deep copy with its own owner, without gradients. */
  public Parameters copy(NDManager parent) {
    Parameters copy = new Parameters(parent);
    tensors.forEach(
        (name, tensor) -> {
          // duplicate() attaches to this set's manager and keeps the autograd history
          NDArray duplicate = tensor.duplicate();
          copy.put(name, duplicate.stopGradient());
          duplicate.close();
        });
    return copy;
  }

  /**
   * Moves every value towards the other set's, in place: {@code this = decay · this + (1 − decay) ·
   * other}, the step of an exponential moving average. This set must not require gradients.
   */
  public void moveTowards(Parameters other, double decay) {
    moveTowards(other.tensors, decay);
  }

  /** As {@link #moveTowards(Parameters, double)}, towards arrays that keep their owners. */
  public void moveTowards(Map<String, NDArray> other, double decay) {
    requireSameNames(other.keySet());
    try (NDManager scope = manager.newSubManager()) {
      tensors.forEach(
          (name, tensor) -> {
            NDArray target = other.get(name).stopGradient();
            target.attach(scope);
            NDArray share = target.mul(1 - decay);
            tensor.muli(decay).addi(share);
            share.close();
            target.close();
          });
    }
  }

  private void requireSameNames(Set<String> other) {
    if (!names().equals(other)) {
      throw new IllegalArgumentException("parameters differ: " + names() + " against " + other);
    }
  }

  /** Frees every array. */
  @Override
  public void close() {
    manager.close();
    tensors.clear();
  }
}
