package dev.xmcgan.model.training.state;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.layers.Parameters;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * The tensors of one network end to end in a single native array, so that optimiser and average
 * cost a handful of native calls whatever the number of layers. Layers see views; kernels of
 * convolutions lie in channels-last order, as the maps do, so that neither they nor their gradients
 * are turned in every pass.
 */
public final class FlatTensors implements AutoCloseable {

  /** 256 KiB: a piece of parameters, gradient and both moments fit a core's cache together. */
  private static final long PIECE = 1 << 16;

  /** Dimensions of a convolution's kernel. */
  private static final int KERNEL = 4;

  private final NDManager manager;
  private final Map<String, Shape> shapes;
  private final long[] cuts;
  private final long[] pieceCuts;
  private NDArray values; // (N)
  private NDList pieces;

  /** Copies tensors by name; all that {@code shapes} names must be there in that shape. */
  public FlatTensors(NDManager parent, Map<String, Shape> shapes, Map<String, NDArray> tensors) {
    this.manager = parent.newSubManager();
    this.shapes = new LinkedHashMap<>(shapes);
    this.cuts = cuts(shapes);
    this.pieceCuts = pieceCuts();
    try (NDManager scope = manager.newSubManager()) {
      NDList rows = new NDList();
      shapes.forEach(
          (name, shape) -> {
            NDArray tensor = tensors.get(name);
            if (tensor == null || !tensor.getShape().equals(shape)) {
              throw new IllegalArgumentException(
                  name + " must have shape " + shape + ", is " + tensor);
            }
            NDArray row = tensor.stopGradient();
            row.attach(scope);
            rows.add(flattened(row, scope));
          });
      set(NDArrays.concat(rows));
    }
  }

  /** As many zeros. */
  public static FlatTensors zeros(NDManager parent, FlatTensors like) {
    return new FlatTensors(parent, like.shapes, like.cuts);
  }

  private FlatTensors(NDManager parent, Map<String, Shape> shapes, long[] cuts) {
    this.manager = parent.newSubManager();
    this.shapes = shapes;
    this.cuts = cuts;
    this.pieceCuts = pieceCuts();
    set(manager.zeros(new Shape(size()), DataType.FLOAT32));
  }

  /** All numbers, (N); changed in place by optimiser and average, owned by this object. */
  public NDArray values() {
    return values;
  }

  /**
   * The numbers in pieces that stay in a processor's cache while several operations pass over them;
   * one piece on a GPU. Changing a piece changes the numbers.
   */
  NDList pieces() {
    if (pieces == null) {
      pieces = pieces(values);
      manager.attachAll(pieces.toArray(new NDArray[0]));
    }
    return pieces;
  }

  /** Any numbers of this layout, (N), cut in the same places; owned by their manager. */
  NDList pieces(NDArray flat) {
    return pieceCuts.length == 0 ? new NDList(flat.stopGradient()) : flat.split(pieceCuts, 0);
  }

  /** Takes over new numbers, (N), and frees the old ones. */
  public void set(NDArray next) {
    next.attach(manager);
    if (pieces != null) {
      pieces.close();
      pieces = null;
    }
    if (values != null) {
      values.close();
    }
    values = next;
  }

  /** A copy of the numbers, owned by the given manager. */
  public NDArray copy(NDManager owner) {
    NDArray copy = values.duplicate();
    copy.attach(owner);
    return copy;
  }

  /** Views of the tensors as constants, valid within the scope. */
  public Parameters constants(NDManager scope) {
    NDArray base = values.stopGradient();
    base.attach(scope);
    return views(base, scope);
  }

  /** Views of the tensors that the open gradient collector follows, valid within the scope. */
  public Tracked tracked(NDManager scope) {
    // a new leaf over the same memory: its gradient starts empty and goes with the scope
    NDArray leaf = values.stopGradient();
    leaf.attach(scope);
    leaf.setRequiresGradient(true);
    return new Tracked(leaf, views(leaf, scope));
  }

  /** Any numbers of this layout, (N), seen as the named tensors. */
  public Parameters views(NDArray flat, NDManager scope) {
    NDList pieces = flat.split(cuts, 0); // one node in the graph: its gradient is one concat
    Parameters parameters = new Parameters(scope);
    int i = 0;
    for (Map.Entry<String, Shape> entry : shapes.entrySet()) {
      NDArray piece = pieces.get(i++);
      piece.attach(scope);
      parameters.put(entry.getKey(), shaped(piece, entry.getValue(), scope));
    }
    return parameters;
  }

  /**
   * Views under a leaf.
   *
   * @param leaf where the gradient gathers, (N)
   * @param views the named tensors
   */
  public record Tracked(NDArray leaf, Parameters views) {

    /** The gradient gathered so far, (N). */
    public NDArray gradient() {
      return leaf.getGradient();
    }
  }

  @Override
  public void close() {
    manager.close();
  }

  /** The numbers of a tensor in the order they are kept in, (n). */
  private static NDArray flattened(NDArray tensor, NDManager scope) {
    NDArray turned = tensor;
    if (tensor.getShape().dimension() == KERNEL) {
      turned = tensor.transpose(0, 2, 3, 1); // (out,k,k,in)
      turned.attach(scope);
    }
    NDArray flat = turned.reshape(tensor.size());
    flat.attach(scope);
    return flat;
  }

  /** The reverse of {@link #flattened}: a view. */
  private static NDArray shaped(NDArray flat, Shape shape, NDManager scope) {
    if (shape.dimension() != KERNEL) {
      return flat.reshape(shape);
    }
    NDArray turned = flat.reshape(shape.get(0), shape.get(2), shape.get(3), shape.get(1));
    turned.attach(scope);
    return turned.transpose(0, 3, 1, 2); // (out,in,k,k)
  }

  private long size() {
    return shapes.values().stream().mapToLong(Shape::size).sum();
  }

  private long[] pieceCuts() {
    if (manager.getDevice().isGpu()) {
      return new long[0];
    }
    return LongStream.iterate(PIECE, end -> end < size(), end -> end + PIECE).toArray();
  }

  private static long[] cuts(Map<String, Shape> shapes) {
    long[] cuts = new long[shapes.size() - 1];
    long end = 0;
    int i = 0;
    for (Shape shape : shapes.values()) {
      end += shape.size();
      if (i < cuts.length) {
        cuts[i++] = end;
      }
    }
    return cuts;
  }
}
