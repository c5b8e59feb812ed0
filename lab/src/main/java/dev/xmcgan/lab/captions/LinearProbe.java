package dev.xmcgan.lab.captions;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.layers.Tensors;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads facts from vectors linearly, {@code b + V·x}, by rows of a fixed length, so that what is to
 * be read must be loud: a long row would read what a vector hardly shows.
 *
 * @param name of its parameters
 * @param facts K
 * @param loudness how far a fact moves a vector along its row
 */
record LinearProbe(String name, int facts, double loudness) {

  /** Name to shape of every parameter, for vectors of that width. */
  Map<String, Shape> parameters(int width) {
    Map<String, Shape> shapes = new LinkedHashMap<>(); // first values depend on the order
    shapes.put(weight(), new Shape(facts, width));
    shapes.put(bias(), new Shape(facts));
    return shapes;
  }

  /**
   * What is read.
   *
   * @param x (…,E)
   * @return (…,K)
   */
  NDArray read(NDArray x, Map<String, NDArray> parameters) {
    NDArray rows = Tensors.scale(Tensors.l2Normalise(parameters.get(weight()), 1), 1 / loudness);
    return Tensors.dense(x, rows, parameters.get(bias()));
  }

  /** How many facts are told: those other than 0. */
  static long said(NDArray told) {
    return told.neq(0).sum().getLong();
  }

  /** How many of these are read right, with an error below a half. */
  static long right(NDArray told, NDArray error) {
    return told.neq(0).logicalAnd(error.abs().lt(0.5f)).sum().getLong();
  }

  private String weight() {
    return name + "/weight";
  }

  private String bias() {
    return name + "/bias";
  }
}
