package dev.xmcgan.lab.judge;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.evaluation.judge.JudgeNetwork;
import dev.xmcgan.evaluation.judge.Vocabulary;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What the network should have said of a batch, with the weight of each answer. The cell of an
 * object's centre must call it out; its neighbours may, and shall describe the object all the same.
 */
final class JudgeTargets {

  private static final int CELLS = JudgeNetwork.GRID * JudgeNetwork.GRID;

  /** Pixels of a cell's edge, at 64 pixels. */
  private static final double CELL = (double) JudgeNetwork.INPUT / JudgeNetwork.GRID;

  private static final float NEIGHBOUR = 0.25f;

  private final Vocabulary vocabulary;
  private final JudgeNetwork.Heads heads;
  private final int batch;
  private final float[] sign; // (B,1,16,16): −1 where a centre is, else 1
  private final float[] centre; // (B,1,16,16): weight of the centre's answer
  private final float[] described; // (B,1,16,16): weight of what it looks like
  private final float[] looks; // (B,K,16,16): one for the right word of each kind
  private final float[] place; // (B,2,16,16)
  private final float[] backgrounds; // (B,backgrounds)

  JudgeTargets(Vocabulary vocabulary, JudgeNetwork.Heads heads, List<LabelledScene> scenes) {
    this.vocabulary = vocabulary;
    this.heads = heads;
    this.batch = scenes.size();
    this.sign = new float[batch * CELLS];
    this.centre = new float[batch * CELLS];
    this.described = new float[batch * CELLS];
    this.looks = new float[batch * heads.end() * CELLS];
    this.place = new float[batch * 2 * CELLS];
    this.backgrounds = new float[batch * vocabulary.backgrounds().size()];
    Arrays.fill(sign, 1);
    Arrays.fill(centre, 1f / batch);
    for (int i = 0; i < batch; i++) {
      LabelledScene scene = scenes.get(i);
      int word = Vocabulary.index(vocabulary.backgrounds(), scene.background());
      backgrounds[i * vocabulary.backgrounds().size() + word] = 1f / batch;
      for (LabelledScene.Placed object : scene.objects()) {
        put(i, object);
      }
    }
  }

  /**
   * Sum of the weighted losses: logistic for the centres, cross-entropy for words, squares for the
   * place. Every constant is an array of the scope, since autograd comes back for it.
   */
  NDArray loss(JudgeNetwork.Answer answer, NDManager scope) {
    NDArray head = answer.head();
    NDArray centres = slice(head, heads.centre(), heads.place());
    // −log of the probability of the right answer: log(1 + exp(sign · logit))
    NDArray missed = softPlus(centres.mul(map(scope, sign, 1)));
    NDArray loss = missed.mul(map(scope, centre, 1)).sum();
    NDArray weights = map(scope, described, 1);
    NDArray wanted = map(scope, looks, heads.end());
    int[] cuts = {heads.colours(), heads.shapes(), heads.sizes(), heads.end()};
    for (int i = 0; i + 1 < cuts.length; i++) {
      NDArray said = slice(head, cuts[i], cuts[i + 1]).logSoftmax(1);
      NDArray right = said.mul(slice(wanted, cuts[i], cuts[i + 1])).mul(weights).sum();
      loss = loss.sub(right);
    }
    NDArray off = slice(head, heads.place(), heads.colours()).sub(map(scope, place, 2));
    loss = loss.add(off.mul(off).mul(weights).sum());
    NDArray wantedBackgrounds =
        scope.create(backgrounds, new Shape(batch, vocabulary.backgrounds().size()));
    return loss.sub(answer.backgrounds().logSoftmax(1).mul(wantedBackgrounds).sum());
  }

  private void put(int image, LabelledScene.Placed object) {
    int column = cell(object.x());
    int row = cell(object.y());
    for (int y = Math.max(0, row - 1); y <= Math.min(JudgeNetwork.GRID - 1, row + 1); y++) {
      for (int x = Math.max(0, column - 1); x <= Math.min(JudgeNetwork.GRID - 1, column + 1); x++) {
        boolean own = x == column && y == row;
        int at = image * CELLS + y * JudgeNetwork.GRID + x;
        sign[at] = own ? -1 : sign[at];
        centre[at] = own ? 4f / batch : 0;
        described[at] = (own ? 1 : NEIGHBOUR) / batch;
        word(image, heads.colours(), vocabulary.colours(), object.colour(), y, x);
        word(image, heads.shapes(), vocabulary.shapes(), object.shape(), y, x);
        word(image, heads.sizes(), vocabulary.sizes(), object.size(), y, x);
        int corner = image * 2 * CELLS + y * JudgeNetwork.GRID + x;
        place[corner] = (float) (object.x() / CELL - (x + 0.5));
        place[corner + CELLS] = (float) (object.y() / CELL - (y + 0.5));
      }
    }
  }

  private void word(int image, int first, List<String> words, String word, int y, int x) {
    int channel = first + Vocabulary.index(words, word);
    looks[(image * heads.end() + channel) * CELLS + y * JudgeNetwork.GRID + x] = 1;
  }

  private static int cell(double pixels) {
    return (int) Math.max(0, Math.min(JudgeNetwork.GRID - 1, Math.floor(pixels / CELL)));
  }

  private NDArray map(NDManager scope, float[] values, int channels) {
    return scope.create(values, new Shape(batch, channels, JudgeNetwork.GRID, JudgeNetwork.GRID));
  }

  private static NDArray slice(NDArray map, int from, int to) {
    return map.get(String.format(Locale.ROOT, ":,%d:%d", from, to));
  }

  /** {@code log(1 + exp x)} without overflow. */
  private static NDArray softPlus(NDArray x) {
    return x.getNDArrayInternal().softPlus();
  }
}
