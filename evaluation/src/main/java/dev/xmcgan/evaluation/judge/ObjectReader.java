package dev.xmcgan.evaluation.judge;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Turns the network's answer to one image into objects: the surest cells, each far from the last.
 */
final class ObjectReader {

  private static final int GRID = JudgeNetwork.GRID;
  private static final int CELLS = GRID * GRID;
  private static final double CELL = (double) JudgeNetwork.INPUT / GRID;

  /** Less sure than this, and there is no object. */
  private static final double LEAST_CONFIDENCE = 0.5;

  /** Nearer than this, in pixels, and it is the same object. */
  private static final double LEAST_DISTANCE = 10;

  /** No scene has more than two; two more show that an image has too many. */
  private static final int MOST_OBJECTS = 4;

  private final Vocabulary vocabulary;
  private final JudgeNetwork.Heads heads;

  ObjectReader(Vocabulary vocabulary, JudgeNetwork.Heads heads) {
    this.vocabulary = vocabulary;
    this.heads = heads;
  }

  /**
   * Reads one image's part.
   *
   * @param head {@code (B,K,16,16)}
   * @param backgrounds {@code (B,backgrounds)}
   */
  SceneReading read(float[] head, float[] backgrounds, int image) {
    int start = image * heads.end() * CELLS;
    int centres = start + heads.centre() * CELLS;
    List<Integer> cells =
        IntStream.range(0, CELLS)
            .filter(cell -> logistic(head[centres + cell]) >= LEAST_CONFIDENCE)
            .boxed()
            .sorted(Comparator.comparingDouble(cell -> -head[centres + cell]))
            .toList();
    List<SeenObject> objects = new ArrayList<>();
    for (int cell : cells) {
      SeenObject object = object(head, start, cell);
      if (objects.size() < MOST_OBJECTS
          && objects.stream().allMatch(other -> distance(object, other) >= LEAST_DISTANCE)) {
        objects.add(object);
      }
    }
    List<String> words = vocabulary.backgrounds();
    return new SceneReading(
        WordProbabilities.ofLogits(words, backgrounds, image * words.size(), 1), objects);
  }

  private SeenObject object(float[] head, int start, int cell) {
    int column = cell % GRID;
    int row = cell / GRID;
    int place = start + heads.place() * CELLS + cell;
    int colours = start + heads.colours() * CELLS + cell;
    int shapes = start + heads.shapes() * CELLS + cell;
    int sizes = start + heads.sizes() * CELLS + cell;
    return new SeenObject(
        WordProbabilities.ofLogits(vocabulary.colours(), head, colours, CELLS),
        WordProbabilities.ofLogits(vocabulary.shapes(), head, shapes, CELLS),
        WordProbabilities.ofLogits(vocabulary.sizes(), head, sizes, CELLS),
        (column + 0.5 + head[place]) * CELL,
        (row + 0.5 + head[place + CELLS]) * CELL,
        logistic(head[start + heads.centre() * CELLS + cell]));
  }

  private static double logistic(double logit) {
    return 1 / (1 + Math.exp(-logit));
  }

  private static double distance(SeenObject one, SeenObject other) {
    return Math.hypot(one.x() - other.x(), one.y() - other.y());
  }
}
