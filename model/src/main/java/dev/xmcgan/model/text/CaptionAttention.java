package dev.xmcgan.model.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import dev.xmcgan.model.layers.Initialisation;
import dev.xmcgan.model.layers.Tensors;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * A transformer layer over a caption's words, which a network trains for itself on top of the
 * frozen text encoder. With c what attention gives each word,
 *
 * <pre>
 *   w' = w + O·c + S·relu(F·[w ; c])
 *   s' = s + m·min(1, 3·|s|/|m|), m the mean of w' − w over words
 * </pre>
 *
 * It is there for what a caption says by its order: a small frozen encoder gives "a red circle
 * above a blue square" and its mirror image sentences and words that hardly differ, and no linear
 * layer can tell from them which object is above. F is there because attention finds that out, but
 * in a form that again no linear layer reads.
 *
 * <p>The bound is there for captions unlike all that were learned. Nothing taught the layer to be
 * small for them; unbounded it made of sentences five to twenty times as long ones, and the
 * generator, whose norms' gains follow the sentence, images of nothing but black, white and glaring
 * colours. Captions that were learned stay below it.
 *
 * <p>Not in the paper, whose BERT is larger; attention and feed-forward layer are those of Vaswani
 * et al., <em>Attention is all you need</em> (2017), sections 3.2 and 3.3, side by side and without
 * normalisation or dropout. O and S begin at zero, so that a network that gets the layer afterwards
 * goes on as it was.
 *
 * @param heads attention heads of 32 numbers each; with 0 captions stay as they are
 * @param textWidth E
 */
public record CaptionAttention(int heads, int textWidth) {

  /** Prefix of the layer O. */
  public static final String OUT = "caption/out";

  private static final String HIDDEN = "caption/hidden";
  private static final String FORWARD = "caption/forward";
  private static final String QUERY = "caption/query";
  private static final String KEY = "caption/key";
  private static final String VALUE = "caption/value";
  private static final int HEAD_WIDTH = 32;
  private static final float MASK = -1e9f;
  private static final int SHARPNESS = 3;
  private static final int HIDDEN_PER_INNER = 2;
  private static final double MOST_CHANGE = 3;
  private static final double TINY = 1e-12;

  /** Name to shape of every parameter; none without heads. */
  public Map<String, Shape> parameters() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    if (heads > 0) {
      dense(shapes, QUERY, textWidth, innerWidth());
      dense(shapes, KEY, textWidth, innerWidth());
      dense(shapes, VALUE, textWidth, innerWidth());
      dense(shapes, OUT, innerWidth(), textWidth);
      dense(shapes, HIDDEN, textWidth + innerWidth(), HIDDEN_PER_INNER * innerWidth());
      dense(shapes, FORWARD, HIDDEN_PER_INNER * innerWidth(), textWidth);
    }
    return shapes;
  }

  /**
   * The first value of a parameter: kernels Glorot normal from the seed, those of queries and keys
   * three times as large, so that heads look at different words from the start; O, S and biases
   * zero.
   */
  public static NDArray first(NDManager manager, String name, Shape shape, long seed) {
    if (beginsAtZero(name) || name.endsWith("/bias")) {
      return manager.zeros(shape);
    }
    NDArray kernel = Initialisation.glorotNormal(manager, shape, seed);
    return name.startsWith(QUERY) || name.startsWith(KEY) ? kernel.muli(SHARPNESS) : kernel;
  }

  /** Whether a parameter is one of O or S, without which the layer changes nothing. */
  private static boolean beginsAtZero(String name) {
    return name.startsWith(OUT) || name.startsWith(FORWARD);
  }

  /** Whether this layer has a parameter of that name. */
  public boolean has(String name) {
    return parameters().containsKey(name);
  }

  /**
   * Reads a batch of captions; differentiable by parameters and text.
   *
   * @param parameters by the names of {@link #parameters()}
   */
  public TextBatch read(TextBatch text, Function<String, NDArray> parameters) {
    if (heads == 0) {
      return text;
    }
    NDArray words = text.words(); // (B,T,E)
    NDManager manager = words.getManager();
    int batch = text.lengths().length;
    int longest = Math.toIntExact(words.getShape().get(1));
    NDArray query = heads(dense(words, QUERY, parameters), batch, longest); // (B,h,T,32)
    NDArray key = heads(dense(words, KEY, parameters), batch, longest);
    NDArray value = heads(dense(words, VALUE, parameters), batch, longest);
    NDArray scores =
        Tensors.scale(query.matMul(key.transpose(0, 1, 3, 2)), 1 / Math.sqrt(HEAD_WIDTH))
            .add(mask(manager, text.lengths(), longest)); // (B,h,T,T)
    NDArray context =
        scores
            .softmax(-1)
            .matMul(value)
            .transpose(0, 2, 1, 3)
            .reshape(batch, longest, innerWidth()); // (B,T,32·h)
    NDArray present = present(manager, text.lengths(), longest); // (B,T,1)
    NDArray counts = lengths(manager, text.lengths()); // (B,1)
    NDArray hidden = Activation.relu(dense(words.concat(context, -1), HIDDEN, parameters));
    NDArray more =
        dense(context, OUT, parameters)
            .add(dense(hidden, FORWARD, parameters))
            .mul(present); // (B,T,E)
    NDArray change = more.sum(new int[] {1}).div(counts); // (B,E)
    NDArray sentence = text.sentence().add(bounded(change, text.sentence()));
    return new TextBatch(words.add(more), sentence, text.lengths());
  }

  /** Changes no longer than {@code MOST_CHANGE} times the sentences, all (B,E). */
  private static NDArray bounded(NDArray change, NDArray sentence) {
    NDArray most = Tensors.scale(length(sentence), MOST_CHANGE); // (B,1)
    return change.mul(most.div(length(change).maximum(most)));
  }

  /** Length of each row, {@code (B,E) → (B,1)}, never zero. */
  private static NDArray length(NDArray rows) {
    return rows.square().sum(new int[] {1}, true).add(TINY).sqrt();
  }

  /**
   * As {@link #read}, each caption by itself: its bits depend on nothing but the caption, whatever
   * is read with it.
   */
  public TextBatch readApart(TextBatch text, Function<String, NDArray> parameters) {
    if (heads == 0) {
      return text;
    }
    NDManager manager = text.words().getManager();
    long longest = text.words().getShape().get(1);
    NDList words = new NDList();
    NDList sentences = new NDList();
    for (int row = 0; row < text.lengths().length; row++) {
      int length = text.lengths()[row];
      NDArray own = text.words().get(new NDIndex("{}:{},:{}", row, row + 1, length));
      NDArray sentence = text.sentence().get(new NDIndex("{}:{}", row, row + 1));
      TextBatch read = read(new TextBatch(own, sentence, new int[] {length}), parameters);
      NDArray padding = manager.zeros(new Shape(1, longest - length, textWidth));
      words.add(length == longest ? read.words() : read.words().concat(padding, 1));
      sentences.add(read.sentence());
    }
    return new TextBatch(NDArrays.concat(words), NDArrays.concat(sentences), text.lengths());
  }

  private int innerWidth() {
    return heads * HEAD_WIDTH;
  }

  private static void dense(Map<String, Shape> shapes, String name, int in, int out) {
    shapes.put(name + "/weight", new Shape(out, in));
    shapes.put(name + "/bias", new Shape(out));
  }

  private static NDArray dense(NDArray x, String name, Function<String, NDArray> parameters) {
    return Tensors.dense(x, parameters.apply(name + "/weight"), parameters.apply(name + "/bias"));
  }

  private NDArray heads(NDArray x, int batch, int words) {
    return x.reshape(batch, words, heads, HEAD_WIDTH).transpose(0, 2, 1, 3);
  }

  private static NDArray mask(NDManager manager, int[] lengths, int words) {
    float[] values = new float[lengths.length * words];
    for (int row = 0; row < lengths.length; row++) {
      for (int word = lengths[row]; word < words; word++) {
        values[row * words + word] = MASK;
      }
    }
    return owned(manager, values, new Shape(lengths.length, 1, 1, words));
  }

  private static NDArray present(NDManager manager, int[] lengths, int words) {
    float[] values = new float[lengths.length * words];
    for (int row = 0; row < lengths.length; row++) {
      for (int word = 0; word < lengths[row]; word++) {
        values[row * words + word] = 1;
      }
    }
    return owned(manager, values, new Shape(lengths.length, words, 1));
  }

  private static NDArray lengths(NDManager manager, int[] lengths) {
    float[] values = new float[lengths.length];
    for (int row = 0; row < lengths.length; row++) {
      values[row] = lengths[row];
    }
    return owned(manager, values, new Shape(lengths.length, 1));
  }

  /**
   * An array whose memory is the engine's: one made of Java's numbers lies in a buffer that goes
   * with the array, and autograd may come back for it later.
   */
  private static NDArray owned(NDManager manager, float[] values, Shape shape) {
    try (NDArray lent = manager.create(values, shape)) {
      return lent.duplicate();
    }
  }
}
