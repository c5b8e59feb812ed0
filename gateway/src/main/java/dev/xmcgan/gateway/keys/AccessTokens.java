package dev.xmcgan.gateway.keys;

import dev.xmcgan.gateway.config.GatewayConfig;
import dev.xmcgan.gateway.config.KeyLimits;
import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.schemas.ApiRole;
import dev.xmcgan.schemas.limits.RequestLimits;
import dev.xmcgan.schemas.limits.ReservedNames;
import io.quarkus.oidc.AccessTokenCredential;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.TokenAuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.HttpSecurityUtils;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out who calls with an access token of an OpenID Connect provider, in place of a key. Which
 * provider, and where in a token roles and names are, is Quarkus' own configuration ({@code
 * quarkus.oidc.*}).
 */
@Singleton
final class AccessTokens {
  private static final Logger LOG = LoggerFactory.getLogger(AccessTokens.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(3);

  private final IdentityProviderManager providers;
  private final KeyLimits limits;
  private final boolean isEnabled;

  AccessTokens(
      IdentityProviderManager providers,
      GatewayConfig config,
      @ConfigProperty(name = "quarkus.oidc.tenant-enabled") boolean isEnabled) {
    this.providers = providers;
    this.limits = KeyLimits.of(config.keys());
    this.isEnabled = isEnabled;
  }

  /** Whether there is a provider whose tokens are taken. */
  boolean isEnabled() {
    return isEnabled;
  }

  /**
   * Checks a token, for which the provider may be asked.
   *
   * @param then told, maybe later, why nothing can be said of it, if so; whose it is, if it is
   *     good, the call knows by then
   */
  void identify(RoutingContext call, String token, Consumer<Optional<ApiError>> then) {
    TokenAuthenticationRequest request =
        new TokenAuthenticationRequest(new AccessTokenCredential(token));
    providers
        .authenticate(HttpSecurityUtils.setRoutingContextAttribute(request, call))
        .subscribe()
        .with(
            identity -> {
              caller(identity).ifPresent(known -> known.makes(call));
              then.accept(Optional.empty());
            },
            failure -> then.accept(problem(failure)));
  }

  /** A token that is not good is as none at all. */
  private static Optional<ApiError> problem(Throwable failure) {
    if (failure instanceof AuthenticationFailedException) {
      return Optional.empty();
    }
    LOG.atWarn().setCause(failure).log("a token cannot be checked");
    return Optional.of(
        ApiError.unavailable(
            "identity_provider_unavailable",
            "The identity provider cannot be asked about this token now.",
            RETRY_AFTER));
  }

  private Optional<Caller> caller(SecurityIdentity identity) {
    String name = ReservedNames.TOKEN_PREFIX + identity.getPrincipal().getName();
    if (identity.isAnonymous() || RequestLimits.length(name) > RequestLimits.MAX_NAME_LENGTH) {
      return Optional.empty();
    }
    Set<ApiRole> roles =
        Arrays.stream(ApiRole.values())
            .filter(role -> role != ApiRole.UNKNOWN)
            .filter(role -> identity.hasRole(role.name().toLowerCase(Locale.ROOT)))
            .collect(Collectors.toSet());
    return Optional.of(new Caller(Optional.of(name), roles, Optional.of(limits), expiry(identity)));
  }

  /** What a token that only its provider can read says of it is not asked for. */
  private static Optional<Instant> expiry(SecurityIdentity identity) {
    return identity.getPrincipal() instanceof JsonWebToken token
        ? Optional.of(Instant.ofEpochSecond(token.getExpirationTime()))
        : Optional.empty();
  }
}
