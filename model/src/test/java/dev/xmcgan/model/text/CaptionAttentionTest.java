package dev.xmcgan.model.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.layers.CounterRandom;
import dev.xmcgan.model.layers.Initialisation;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CaptionAttentionTest {
  private static final int WIDTH = 24;
  private static final int HEADS = 2;
  private static final int INNER = 64;

  private final CaptionAttention layer = new CaptionAttention(HEADS, WIDTH);
  private NDManager manager;
  private Map<String, NDArray> parameters;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager(Device.cpu());
    parameters = new HashMap<>();
    layer
        .parameters()
        .forEach(
            (name, shape) ->
                parameters.put(name, Initialisation.normal(manager, shape, name.hashCode(), 0.3)));
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void saysWhatTheEquationsSay() {
    TextBatch text = text(3, 5, 7);

    TextBatch read = layer.read(text, parameters::get);

    for (int row = 0; row < 2; row++) {
      int length = text.lengths()[row];
      float[][] words = rows(text.words().get(row), length);
      float[][] context = attention(words);
      float[][] more = dense(context, "caption/out");
      float[][] forward =
          dense(relu(dense(beside(words, context), "caption/hidden")), "caption/forward");
      for (int word = 0; word < length; word++) {
        for (int e = 0; e < WIDTH; e++) {
          more[word][e] += forward[word][e];
        }
      }
      float[][] actual = rows(read.words().get(row), length);
      float[] sentence = text.sentence().get(row).toFloatArray();
      float[] actualSentence = read.sentence().get(row).toFloatArray();
      float[] mean = mean(more);
      double share = Math.min(1, 3 * length(sentence) / length(mean));
      for (int e = 0; e < WIDTH; e++) {
        for (int word = 0; word < length; word++) {
          assertThat(actual[word][e]).isCloseTo(words[word][e] + more[word][e], within(1e-4f));
        }
        assertThat(actualSentence[e])
            .isCloseTo((float) (sentence[e] + share * mean[e]), within(1e-4f));
      }
    }
  }

  @Test
  void aSentenceChangesByThreeTimesItsLengthAtMostHoweverMuchItsWordsDo() {
    TextBatch text = text(3, 5, 7);
    NDArray little = change(0.1f, text);
    NDArray much = change(100, text);

    for (int row = 0; row < text.lengths().length; row++) {
      float[] sentence = text.sentence().get(row).toFloatArray();
      float[] small = little.get(row).toFloatArray();
      float[] large = much.get(row).toFloatArray();
      assertThat(length(small)).isLessThan(length(sentence)).isPositive();
      assertThat(length(large) / length(sentence)).isCloseTo(3, within(1e-4));
      for (int e = 0; e < WIDTH; e++) {
        assertThat(large[e] / length(large)).isCloseTo(small[e] / length(small), within(1e-4));
      }
    }
  }

  /** What becomes of sentences where words change so many times as much. */
  private NDArray change(float factor, TextBatch text) {
    Map<String, NDArray> scaled = new HashMap<>(parameters);
    for (String name : List.of("caption/out", "caption/forward")) {
      for (String part : List.of("/weight", "/bias")) {
        scaled.computeIfPresent(name + part, (key, value) -> value.mul(factor));
      }
    }
    return layer.read(text, scaled::get).sentence().sub(text.sentence());
  }

  private static double length(float[] vector) {
    double sum = 0;
    for (float value : vector) {
      sum += value * value;
    }
    return Math.sqrt(sum);
  }

  @Test
  void captionReadAloneIsTheSameAsAmongOthers() {
    TextBatch text = text(4, 9, 2);

    TextBatch together = layer.read(text, parameters::get);
    TextBatch apart = layer.readApart(text, parameters::get);

    assertThat(apart.words().getShape()).isEqualTo(together.words().getShape());
    for (int row = 0; row < text.lengths().length; row++) {
      int length = text.lengths()[row];
      float[][] expected = rows(together.words().get(row), length);
      float[][] actual = rows(apart.words().get(row), length);
      for (int word = 0; word < length; word++) {
        assertThat(actual[word]).containsExactly(expected[word], within(1e-4f));
      }
    }
    assertThat(apart.sentence().toFloatArray())
        .containsExactly(together.sentence().toFloatArray(), within(1e-4f));
  }

  @Test
  void aloneItsBitsAreItsOwn() {
    TextBatch two = text(4, 9);
    TextBatch both = layer.readApart(two, parameters::get);
    NDArray own = two.words().get("0:1,:4");
    TextBatch one =
        layer.readApart(
            new TextBatch(own, two.sentence().get("0:1"), new int[] {4}), parameters::get);

    assertThat(both.words().get("0,:4").toFloatArray()).isEqualTo(one.words().toFloatArray());
    assertThat(both.sentence().get("0").toFloatArray()).isEqualTo(one.sentence().toFloatArray());
  }

  @Test
  void freshLayerChangesNothing() {
    Map<String, NDArray> fresh = new HashMap<>();
    layer
        .parameters()
        .forEach((name, shape) -> fresh.put(name, CaptionAttention.first(manager, name, shape, 3)));
    TextBatch text = text(3, 5);

    TextBatch read = layer.read(text, fresh::get);

    assertThat(read.words().toFloatArray()).isEqualTo(text.words().toFloatArray());
    assertThat(read.sentence().toFloatArray()).isEqualTo(text.sentence().toFloatArray());
  }

  @Test
  void withoutHeadsThereIsNoLayer() {
    CaptionAttention none = new CaptionAttention(0, WIDTH);
    TextBatch text = text(3, 5);

    assertThat(none.parameters()).isEmpty();
    assertThat(none.read(text, parameters::get)).isSameAs(text);
    assertThat(none.readApart(text, parameters::get)).isSameAs(text);
  }

  private TextBatch text(int... lengths) {
    int longest = 0;
    for (int length : lengths) {
      longest = Math.max(longest, length);
    }
    float[] words = new float[lengths.length * longest * WIDTH];
    for (int row = 0; row < lengths.length; row++) {
      for (int i = 0; i < lengths[row] * WIDTH; i++) {
        int at = row * longest * WIDTH + i;
        words[at] = (float) CounterRandom.normal(11, at);
      }
    }
    return new TextBatch(
        manager.create(words, new Shape(lengths.length, longest, WIDTH)),
        Initialisation.normal(manager, new Shape(lengths.length, WIDTH), 12, 1),
        lengths);
  }

  /** Attention word by word, in plain Java. */
  private float[][] attention(float[][] words) {
    float[][] query = dense(words, "caption/query");
    float[][] key = dense(words, "caption/key");
    float[][] value = dense(words, "caption/value");
    int head = INNER / HEADS;
    float[][] context = new float[words.length][INNER];
    for (int h = 0; h < HEADS; h++) {
      for (int from = 0; from < words.length; from++) {
        double[] weights = new double[words.length];
        double sum = 0;
        for (int to = 0; to < words.length; to++) {
          double score = 0;
          for (int i = h * head; i < (h + 1) * head; i++) {
            score += query[from][i] * key[to][i];
          }
          weights[to] = Math.exp(score / Math.sqrt(head));
          sum += weights[to];
        }
        for (int to = 0; to < words.length; to++) {
          for (int i = h * head; i < (h + 1) * head; i++) {
            context[from][i] += (float) (weights[to] / sum * value[to][i]);
          }
        }
      }
    }
    return context;
  }

  private static float[][] beside(float[][] left, float[][] right) {
    float[][] both = new float[left.length][];
    for (int row = 0; row < left.length; row++) {
      both[row] = Arrays.copyOf(left[row], left[row].length + right[row].length);
      System.arraycopy(right[row], 0, both[row], left[row].length, right[row].length);
    }
    return both;
  }

  private static float[][] relu(float[][] rows) {
    for (float[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        row[i] = Math.max(0, row[i]);
      }
    }
    return rows;
  }

  private static float[] mean(float[][] rows) {
    float[] mean = new float[rows[0].length];
    for (float[] row : rows) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += row[i] / rows.length;
      }
    }
    return mean;
  }

  private float[][] dense(float[][] rows, String name) {
    NDArray weight = parameters.get(name + "/weight");
    float[] bias = parameters.get(name + "/bias").toFloatArray();
    float[][] kernel = rows(weight, bias.length);
    float[][] result = new float[rows.length][bias.length];
    for (int row = 0; row < rows.length; row++) {
      for (int out = 0; out < bias.length; out++) {
        double sum = bias[out];
        for (int in = 0; in < rows[row].length; in++) {
          sum += kernel[out][in] * rows[row][in];
        }
        result[row][out] = (float) sum;
      }
    }
    return result;
  }

  private static float[][] rows(NDArray matrix, int count) {
    int width = Math.toIntExact(matrix.getShape().get(1));
    float[] values = matrix.toFloatArray();
    float[][] rows = new float[count][];
    for (int row = 0; row < count; row++) {
      rows[row] = Arrays.copyOfRange(values, row * width, (row + 1) * width);
    }
    return rows;
  }
}
