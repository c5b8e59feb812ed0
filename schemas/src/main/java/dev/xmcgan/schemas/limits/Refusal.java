package dev.xmcgan.schemas.limits;

import dev.xmcgan.schemas.RejectionReason;
import java.util.Locale;

/**
 * Why something is not taken, in the same words at every door.
 *
 * @param field as the schema names it, such as {@code caption}
 * @param reason for programs
 * @param message for a person to read
 */
public record Refusal(String field, RejectionReason reason, String message) {

  /** The reason as the HTTP API and metrics write it, such as {@code no_caption}. */
  public String code() {
    return reason.name().toLowerCase(Locale.ROOT);
  }
}
