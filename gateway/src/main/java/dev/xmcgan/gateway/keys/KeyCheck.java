package dev.xmcgan.gateway.keys;

import dev.xmcgan.gateway.config.GatewayConfig;
import dev.xmcgan.gateway.config.GatewayConfig.KeyUse;
import dev.xmcgan.gateway.config.KeyLimits;
import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.schemas.ApiKey;
import dev.xmcgan.transport.KeySecret;
import dev.xmcgan.transport.log.CompactedTopic;
import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out who calls, by {@code Authorization: Bearer} or the page's cookie, and whether they may.
 * Beyond the loopback everybody needs a key. On it nobody does; a key that is known says who it is
 * nevertheless, and any other is taken for what OpenAI's clients must send and nobody looks at.
 * Where there is an identity provider its access tokens do for keys ({@link AccessTokens}).
 */
@Singleton
public final class KeyCheck {
  /** The page's cookie, for what a browser cannot give a header: images and event streams. */
  static final String COOKIE = "xmcgan-key";

  private static final Logger LOG = LoggerFactory.getLogger(KeyCheck.class);
  private static final String BEARER = "bearer ";
  private static final Duration RETRY_AFTER = Duration.ofSeconds(3);

  private final CompactedTopic<ApiKey> keys;
  private final AccessTokens tokens;
  private final KeyLimits limits;
  private final Clock clock;
  private final boolean required;

  KeyCheck(
      CompactedTopic<ApiKey> keys,
      AccessTokens tokens,
      GatewayConfig config,
      VertxHttpConfig server,
      Clock clock) {
    this.keys = keys;
    this.tokens = tokens;
    this.limits = KeyLimits.of(config.keys());
    this.clock = clock;
    this.required = isRequired(config.http().keys(), server.host());
    if (required) {
      LOG.atInfo()
          .addKeyValue("host", server.host())
          .log("every call needs a key; ./xmcgan keys create makes one");
    }
  }

  /**
   * Whether it is so by the configuration.
   *
   * @param host the address or name that the server is bound to
   */
  static boolean isRequired(KeyUse use, String host) {
    return switch (use) {
      case REQUIRED -> true;
      case OPTIONAL -> false;
      case AUTO -> !isLoopback(host);
    };
  }

  /** Whether nobody is served without one. */
  public boolean isRequired() {
    return required;
  }

  /**
   * Finds out who calls.
   *
   * @param then told why the call is refused, if it is: at once, or when an identity provider has
   *     been asked about an access token, until when nothing of the body is read
   */
  public void check(RoutingContext call, Consumer<Optional<ApiError>> then) {
    Optional<String> presented = presented(call);
    Optional<Caller> owner = presented.flatMap(this::owner);
    owner.ifPresent(known -> known.makes(call));
    if (owner.isPresent() || presented.isEmpty() || !tokens.isEnabled()) {
      then.accept(refusal(call));
      return;
    }
    call.request().pause();
    tokens.identify(
        call,
        presented.get(),
        problem -> {
          call.request().resume();
          then.accept(problem.or(() -> refusal(call)));
        });
  }

  private Optional<ApiError> refusal(RoutingContext call) {
    Access access = Access.of(call.request().method(), call.normalizedPath());
    Caller caller = Caller.of(call);
    if (!required || access == Access.OPEN) {
      return Optional.empty();
    }
    if (!keys.isCaughtUp()) {
      return Optional.of(
          ApiError.unavailable(
              "not_ready", "The gateway has not read the keys from Kafka yet.", RETRY_AFTER));
    }
    if (caller.name().isEmpty()) {
      call.response().putHeader("WWW-Authenticate", "Bearer");
      return Optional.of(
          ApiError.of(
              401,
              "invalid_api_key",
              "A key is needed, as 'Authorization: Bearer KEY'; none that is good was given."));
    }
    return access.isGivenTo(caller)
        ? Optional.empty()
        : Optional.of(
            ApiError.of(403, "missing_role", "This key may not do that; it lacks the role."));
  }

  /** Whose a key is; empty when it is not known, or not good any more. */
  Optional<Caller> owner(String key) {
    return KeySecret.idOf(key)
        .flatMap(this::unrevoked)
        .filter(known -> KeySecret.matches(key, known.getSecretHash()))
        .map(known -> Caller.of(known, limits));
  }

  /**
   * Whether a call that was let in, and goes on, still may: its key may be revoked meanwhile, its
   * access token may expire.
   *
   * @return to be asked as often as one likes
   */
  public BooleanSupplier staysGood(RoutingContext call) {
    if (!required) {
      return () -> true;
    }
    Optional<Instant> expiry = Caller.of(call).expiry();
    if (expiry.isPresent()) {
      return () -> clock.instant().isBefore(expiry.get());
    }
    Optional<String> id = presented(call).flatMap(KeySecret::idOf);
    return () -> id.isEmpty() || unrevoked(id.get()).isPresent();
  }

  private Optional<ApiKey> unrevoked(String id) {
    return keys.get(id).filter(key -> key.getRevokedAt() == null);
  }

  private static Optional<String> presented(RoutingContext call) {
    String header = call.request().getHeader(HttpHeaders.AUTHORIZATION);
    if (header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return Optional.of(header.substring(BEARER.length()).strip());
    }
    return Optional.ofNullable(call.request().getCookie(COOKIE)).map(Cookie::getValue);
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException noName) {
      return false;
    }
  }
}
