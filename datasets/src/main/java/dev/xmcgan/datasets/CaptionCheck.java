package dev.xmcgan.datasets;

import dev.xmcgan.schemas.limits.CaptionRules;
import dev.xmcgan.schemas.limits.CheckedCaption;
import dev.xmcgan.schemas.limits.Refusal;
import java.util.Optional;
import java.util.function.Consumer;

/** What a data set says of an image, by the rules that captions have at every door. */
public final class CaptionCheck {
  private CaptionCheck() {}

  /**
   * The caption as it is learned.
   *
   * @param refused hears why it is none
   */
  public static Optional<String> accept(String text, Consumer<Refusal> refused) {
    CheckedCaption checked = CaptionRules.check(text);
    if (checked instanceof CheckedCaption.Usable usable) {
      return Optional.of(usable.text());
    }
    if (checked instanceof CheckedCaption.Refused no) {
      refused.accept(no.refusal());
      return Optional.empty();
    }
    throw new IllegalStateException("a caption is neither usable nor refused: " + checked);
  }
}
