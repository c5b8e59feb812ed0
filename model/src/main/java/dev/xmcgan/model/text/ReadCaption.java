package dev.xmcgan.model.text;

/**
 * How much of a caption a model reads.
 *
 * @param tokensGiven word pieces that it has
 * @param tokensRead of them, those that are read
 * @param text the part of the caption that is read: all of it where nothing is cut
 */
public record ReadCaption(int tokensGiven, int tokensRead, String text) {
  /** Whether the model never sees its end. */
  public boolean isCut() {
    return tokensRead < tokensGiven;
  }
}
