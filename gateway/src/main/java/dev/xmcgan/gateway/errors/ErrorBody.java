package dev.xmcgan.gateway.errors;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * OpenAI's error object. All four fields are always there, {@code param} and {@code code} may be
 * null.
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record ErrorBody(Detail error) {

  /** The object's content. */
  public record Detail(
      String message,
      String type,
      @Schema(nullable = true) String param,
      @Schema(nullable = true) String code) {}

  /** As it is sent. */
  public static ErrorBody of(ApiError error) {
    return new ErrorBody(new Detail(error.message(), error.type(), error.param(), error.code()));
  }
}
