package dev.xmcgan.gateway.protection;

import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What body a call may have. */
enum BodyKind {
  /** None that anything reads. */
  NONE(),
  /** A small one, read into memory. */
  JSON("application/json"),
  /** A form with an image, read onto the disk. */
  PAIR("multipart/form-data"),
  /** Pairs, a line each, read by who takes them. */
  LINES("application/x-ndjson", "application/jsonl"),
  /** A checkpoint, read by who unpacks it. */
  ARCHIVE("application/zip", "application/x-zip-compressed");

  private static final Set<HttpMethod> WITH_BODY =
      Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH);

  private final List<String> contentTypes;

  BodyKind(String... contentTypes) {
    this.contentTypes = List.of(contentTypes);
  }

  /** By a path without double slashes, dots and needless escapes. */
  static BodyKind of(HttpMethod method, String normalizedPath) {
    if (!WITH_BODY.contains(method) || !normalizedPath.startsWith("/v1/")) {
      return NONE;
    }
    String path =
        normalizedPath.endsWith("/")
            ? normalizedPath.substring(0, normalizedPath.length() - 1)
            : normalizedPath;
    return switch (path) {
      // OpenAI's, which take forms: said to be not there, whatever is sent
      case "/v1/images/edits", "/v1/images/variations" -> NONE;
      case "/v1/pairs" -> PAIR;
      case "/v1/pairs/batch" -> LINES;
      case "/v1/checkpoints" -> ARCHIVE;
      default -> JSON;
    };
  }

  /** The type it should be of; others may be other names for it. */
  Optional<String> contentType() {
    return contentTypes.stream().findFirst();
  }

  /** Whether a {@code Content-Type} header is of that type, whatever its parameters. */
  boolean takes(String header) {
    return contentTypes.isEmpty()
        || header != null
            && contentTypes.contains(header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT));
  }
}
