package dev.xmcgan.cli.requests;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;

/** A request for people to read. */
final class RequestLines {
  private RequestLines() {}

  /** In one line. */
  static void brief(JsonNode request, PrintWriter out) {
    out.printf(
        "%s  %s  %-10s  %d of %d  %s%n",
        request.path("id").asText(),
        request.path("created_at").asText(),
        request.path("status").asText(),
        request.path("images").size(),
        request.path("n").asInt(),
        request.path("prompt").asText());
  }

  /** With its images, or why there are none. */
  static void whole(JsonNode request, PrintWriter out) {
    brief(request, out);
    for (JsonNode image : request.path("images")) {
      out.printf(
          "  index %d  %s  %s%n",
          image.path("index").asInt(),
          image.path("checkpoint").asText(),
          image.path("url").asText());
    }
    if (request.hasNonNull("error")) {
      out.println("  " + request.path("error").path("message").asText());
    }
  }
}
