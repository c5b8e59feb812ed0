package dev.xmcgan.gateway.errors;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.netty.handler.codec.http.HttpResponseStatus;

/**
 * An error by RFC 9457, as paths that OpenAI does not have tell it.
 *
 * @param type of no kind but what the status says
 * @param title what the status says
 * @param detail for a person to read
 * @param error OpenAI's error object: a client of both kinds of paths reads that alone
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Problem(
    String type, String title, int status, String detail, ErrorBody.Detail error) {
  public static final String MEDIA_TYPE = "application/problem+json";

  static Problem of(ApiError error) {
    return new Problem(
        "about:blank",
        HttpResponseStatus.valueOf(error.status()).reasonPhrase(),
        error.status(),
        error.message(),
        ErrorBody.of(error).error());
  }
}
