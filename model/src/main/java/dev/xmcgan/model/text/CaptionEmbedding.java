package dev.xmcgan.model.text;

/**
 * The embedding of one caption on the heap.
 *
 * @param words {@code (T, E)} row-major
 * @param sentence {@code (E)}
 * @param length real tokens, at most T
 */
@SuppressWarnings("ArrayRecordComponent") // never leaves the package, never changed
record CaptionEmbedding(float[] words, float[] sentence, int length) {

  long bytes() {
    return (long) Float.BYTES * (words.length + sentence.length);
  }
}
