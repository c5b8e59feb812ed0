package dev.xmcgan.gateway.keys;

import dev.xmcgan.schemas.ApiRole;
import io.vertx.core.http.HttpMethod;
import java.util.Set;
import java.util.regex.Pattern;

/** What a call needs. */
enum Access {
  /** No key: what a browser needs before it has one, probes, and URLs that nobody can guess. */
  OPEN(Set.of()),
  /** Any key. */
  ANY(Set.of(ApiRole.GENERATE, ApiRole.TRAIN, ApiRole.ADMIN)),
  /** Images. */
  GENERATE(Set.of(ApiRole.GENERATE, ApiRole.ADMIN)),
  /** Pairs. */
  TRAIN(Set.of(ApiRole.TRAIN, ApiRole.ADMIN)),
  /** Releases, checkpoints, and who changed what. */
  ADMIN(Set.of(ApiRole.ADMIN));

  private static final Pattern IMAGE =
      Pattern.compile("/v1/images/[0-9a-f-]{36}/[0-9]{1,2}(/attention(/[0-9]{1,3})?)?");
  private static final Pattern WEIGHTS = Pattern.compile("/v1/checkpoints/[^/]+/files/?");
  private static final Set<HttpMethod> READING =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

  private final Set<ApiRole> roles;

  Access(Set<ApiRole> roles) {
    this.roles = roles;
  }

  /** By a path without double slashes, dots and needless escapes. */
  static Access of(HttpMethod method, String path) {
    boolean reads = READING.contains(method);
    if (path.startsWith("/v1/")) {
      if (path.equals("/v1/session") || reads && IMAGE.matcher(path).matches()) {
        return OPEN;
      }
      if (path.startsWith("/v1/images")
          || path.startsWith("/v1/requests")
          || path.startsWith("/v1/interpolations")
          || path.startsWith("/v1/webhooks")) {
        return GENERATE;
      }
      if (path.startsWith("/v1/pairs") || path.startsWith("/v1/rejected-pairs")) {
        return TRAIN;
      }
      if (path.startsWith("/v1/audit")) {
        return ADMIN;
      }
      return reads && !WEIGHTS.matcher(path).matches() ? ANY : ADMIN;
    }
    boolean isOfService = path.startsWith("/q/") && !path.startsWith("/q/health");
    return isOfService ? ANY : OPEN;
  }

  boolean isGivenTo(Caller caller) {
    return this == OPEN || caller.roles().stream().anyMatch(roles::contains);
  }
}
