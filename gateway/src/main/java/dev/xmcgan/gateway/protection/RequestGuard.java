package dev.xmcgan.gateway.protection;

import dev.xmcgan.gateway.config.GatewayConfig;
import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ErrorWriter;
import dev.xmcgan.gateway.keys.KeyCheck;
import dev.xmcgan.gateway.publishing.RequestLog;
import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands before every path, the page and {@code /q} included. In this order: a request must be
 * meant for this server ({@link AllowedHosts}), for a path that everybody reads alike, must not be
 * the doing of another web page ({@link OriginRules}), its caller must be allowed to ({@link
 * KeyCheck}), and its body must be of the type and size that its path takes ({@link BodyKind},
 * {@link BodyReader}).
 */
@Singleton
public final class RequestGuard {
  private static final Pattern ABSOLUTE = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://([^/?#]*).*");

  /** Ahead of all routes. */
  private static final int FIRST = 10_000;

  private final AllowedHosts hosts;
  private final OriginRules origins;
  private final Duration patience;
  private final KeyCheck keys;
  private final BodyReader bodies;
  private final ErrorWriter errors;

  RequestGuard(
      GatewayConfig config,
      VertxHttpConfig server,
      KeyCheck keys,
      BodyReader bodies,
      ErrorWriter errors) {
    this.keys = keys;
    this.hosts = AllowedHosts.of(server.host(), config.http().hosts().orElse(List.of()));
    this.origins =
        new OriginRules(
            server.cors().enabled() ? server.cors().origins().orElse(List.of()) : List.of());
    this.patience = config.http().readTimeout();
    this.bodies = bodies;
    this.errors = errors;
  }

  void register(@Observes Filters filters) {
    filters.register(this::check, FIRST);
    filters.register(bodies::haveRead, FIRST - 1);
  }

  void registerFailures(@Observes Router router) {
    router.route().order(-FIRST).failureHandler(this::failed);
  }

  /** Some requests fail before any handler sees them: those without a host that can be read. */
  private void failed(RoutingContext call) {
    Optional<ApiError> error = host(call.request()).or(() -> bodies.error(call));
    if (call.response().ended() || call.failure() instanceof HttpClosedException) {
      return; // it was refused, and then its body broke off; or who asked is gone
    }
    error.ifPresentOrElse(refused -> errors.end(call, refused), call::next);
  }

  private void check(RoutingContext call) {
    Exchange.begin(call, patience);
    RequestLog.begin(call);
    Optional<ApiError> refused =
        host(call.request()).or(() -> path(call.normalizedPath())).or(() -> origin(call));
    if (refused.isPresent()) {
      errors.end(call, refused.get());
    } else {
      keys.check(call, problem -> checked(call, problem));
    }
  }

  private void checked(RoutingContext call, Optional<ApiError> problem) {
    BodyKind kind = BodyKind.of(call.request().method(), call.normalizedPath());
    Optional<ApiError> refused = problem.or(() -> contentType(call.request(), kind));
    if (refused.isPresent()) {
      errors.end(call, refused.get());
    } else {
      bodies.read(call, kind);
    }
  }

  private Optional<ApiError> host(HttpServerRequest request) {
    List<String> headers = request.headers().getAll(HttpHeaders.HOST);
    String host = addressed(request);
    Matcher absolute = ABSOLUTE.matcher(request.uri());
    boolean isAllowed =
        headers.size() <= 1
            && (host == null ? request.version() == HttpVersion.HTTP_1_0 : hosts.allows(host))
            && (!absolute.matches() || hosts.allows(absolute.group(1)));
    return isAllowed
        ? Optional.empty()
        : Optional.of(
            ApiError.of(
                421,
                "unknown_host",
                "This gateway is not known under that host name; xmcgan.gateway.http.hosts can"
                    + " name it."));
  }

  /**
   * Resources are found by the path without such parameters: rules by paths would be of another.
   */
  private static Optional<ApiError> path(String normalized) {
    return normalized.indexOf(';') < 0
        ? Optional.empty()
        : Optional.of(ApiError.of(404, "not_found", "There is nothing at paths that have a ';'."));
  }

  private Optional<ApiError> origin(RoutingContext call) {
    HttpServerRequest request = call.request();
    OriginRules.Source source =
        new OriginRules.Source(
            request.method().name(),
            call.normalizedPath(),
            addressed(request),
            request.headers().getAll(HttpHeaders.ORIGIN),
            request.getHeader("Sec-Fetch-Site"),
            request.getHeader("Sec-Fetch-Mode"),
            request.getHeader("Sec-Fetch-Dest"));
    return origins.allow(source)
        ? Optional.empty()
        : Optional.of(
            ApiError.of(
                403,
                "cross_origin",
                "Another web page asked for this; quarkus.http.cors.origins can allow it to."));
  }

  private static Optional<ApiError> contentType(HttpServerRequest request, BodyKind kind) {
    List<String> headers = request.headers().getAll(HttpHeaders.CONTENT_TYPE);
    boolean isRight =
        kind.contentType().isEmpty() || headers.size() == 1 && kind.takes(headers.get(0));
    return isRight
        ? Optional.empty()
        : Optional.of(
            ApiError.of(
                415,
                "unsupported_content_type",
                "The Content-Type must be %s here.".formatted(kind.contentType().orElseThrow())));
  }

  /** By the header, or by HTTP/2's {@code :authority}; what proxies say beside it is not heard. */
  private static String addressed(HttpServerRequest request) {
    String header = request.getHeader(HttpHeaders.HOST);
    HostAndPort authority = header == null ? request.authority() : null;
    return authority == null ? header : authority.toString();
  }
}
