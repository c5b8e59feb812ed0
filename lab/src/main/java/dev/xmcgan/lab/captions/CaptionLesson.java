package dev.xmcgan.lab.captions;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;

/**
 * What a caption says, as numbers.
 *
 * @param facts (K), of the whole caption
 * @param wordFacts (T,W), of each of its tokens; all zero for a token that is asked nothing
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
public record CaptionLesson(String caption, float[] facts, float[][] wordFacts) {

  /** Facts of captions (B,K). */
  static NDArray facts(List<CaptionLesson> lessons, NDManager manager) {
    return manager.create(lessons.stream().map(CaptionLesson::facts).toArray(float[][]::new));
  }

  /**
   * Facts of words (B,T,W), zero for padding.
   *
   * @param longest T
   * @throws IllegalArgumentException quoting a caption with facts of more words
   */
  static NDArray wordFacts(List<CaptionLesson> lessons, long longest, NDManager manager) {
    int words = Math.toIntExact(longest);
    int facts = lessons.get(0).wordFacts[0].length;
    float[] values = new float[lessons.size() * words * facts];
    for (int row = 0; row < lessons.size(); row++) {
      float[][] said = lessons.get(row).wordFacts;
      if (said.length > words) {
        throw new IllegalArgumentException(
            "facts of %d words in '%s', which has %d at most"
                .formatted(said.length, lessons.get(row).caption, words));
      }
      for (int word = 0; word < said.length; word++) {
        System.arraycopy(said[word], 0, values, (row * words + word) * facts, facts);
      }
    }
    return manager.create(values, new Shape(lessons.size(), words, facts));
  }
}
