package dev.xmcgan.lab.captions;

import dev.xmcgan.evaluation.judge.Direction;
import dev.xmcgan.evaluation.judge.Vocabulary;
import dev.xmcgan.evaluation.scenes.CaptionClaims;
import dev.xmcgan.evaluation.scenes.CaptionClaims.ObjectClaim;
import dev.xmcgan.evaluation.scenes.CaptionReader;
import java.util.List;

/**
 * What a caption says of the object of each colour, as numbers: where it is from the other one
 * across (−1 left, 1 right) and down (−1 above, 1 below), and a 1 for its size and its shape. 0 is
 * what it does not say.
 */
public final class CaptionFacts {
  private static final int ACROSS = 0;
  private static final int DOWN = 1;
  private static final int PLACES = 2;

  private final Vocabulary vocabulary;
  private final CaptionReader reader;

  /** Of captions with these words. */
  public CaptionFacts(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
    this.reader = new CaptionReader(vocabulary);
  }

  /** How many numbers there are, K. */
  public int count() {
    return vocabulary.colours().size() * perColour();
  }

  /**
   * Reads a caption.
   *
   * @return (K)
   * @throws IllegalArgumentException quoting the caption when it is none of a drawn scene
   */
  public float[] of(String caption) {
    CaptionClaims claims = reader.read(caption);
    float[] facts = new float[count()];
    for (ObjectClaim object : claims.objects()) {
      describe(object, facts, first(object) + PLACES);
    }
    claims.relation().ifPresent(relation -> place(claims.objects(), relation, facts));
    return facts;
  }

  /** How many numbers there are of a word, W. */
  public int countOfWords() {
    return vocabulary.sizes().size() + vocabulary.shapes().size();
  }

  /**
   * What words say of the object that they name together: its size and its shape. Of a caption that
   * is cut, an object without its last word is none.
   *
   * @param words T of them, in lower case
   * @return (T,W); zero for words that name none
   */
  public float[][] ofWords(List<String> words) {
    float[][] facts = new float[words.size()][countOfWords()];
    for (CaptionReader.Phrase phrase : reader.phrases(words)) {
      for (int word = phrase.from(); word < phrase.to(); word++) {
        describe(phrase.claim(), facts[word], 0);
      }
    }
    return facts;
  }

  /** Size and shape of an object. */
  private void describe(ObjectClaim object, float[] facts, int from) {
    object.size().ifPresent(size -> facts[from + vocabulary.sizes().indexOf(size)] = 1);
    facts[from + vocabulary.sizes().size() + vocabulary.shapes().indexOf(object.shape())] = 1;
  }

  private void place(List<ObjectClaim> objects, Direction relation, float[] facts) {
    int axis =
        switch (relation) {
          case LEFT_OF, RIGHT_OF -> ACROSS;
          case ABOVE, BELOW -> DOWN;
        };
    float side =
        switch (relation) {
          case LEFT_OF, ABOVE -> -1;
          case RIGHT_OF, BELOW -> 1;
        };
    facts[first(objects.get(0)) + axis] = side;
    facts[first(objects.get(1)) + axis] = -side;
  }

  private int first(ObjectClaim object) {
    return vocabulary.colours().indexOf(object.colour()) * perColour();
  }

  private int perColour() {
    return PLACES + countOfWords();
  }
}
