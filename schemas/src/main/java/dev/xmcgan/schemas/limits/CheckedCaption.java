package dev.xmcgan.schemas.limits;

/** What {@link CaptionRules} make of a caption. */
public sealed interface CheckedCaption {
  /**
   * It can be drawn and learned.
   *
   * @param text in the one form that equal captions share
   */
  record Usable(String text) implements CheckedCaption {}

  /** It cannot. */
  record Refused(Refusal refusal) implements CheckedCaption {}
}
