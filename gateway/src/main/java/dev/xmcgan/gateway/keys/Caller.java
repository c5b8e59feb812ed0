package dev.xmcgan.gateway.keys;

import dev.xmcgan.gateway.config.KeyLimits;
import dev.xmcgan.schemas.ApiKey;
import dev.xmcgan.schemas.ApiRole;
import dev.xmcgan.schemas.limits.ReservedNames;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Who calls: the owner of a key, or somebody unknown, who is then taken at their own word.
 *
 * @param name whose key it is; empty for somebody unknown
 * @param roles what they may do
 * @param limits of what they may ask for; empty for somebody unknown
 * @param expiry when their access token ends; empty without one
 */
public record Caller(
    Optional<String> name,
    Set<ApiRole> roles,
    Optional<KeyLimits> limits,
    Optional<Instant> expiry) {
  /** Somebody without a key, where none is needed. */
  public static final Caller UNKNOWN =
      new Caller(
          Optional.empty(), EnumSet.allOf(ApiRole.class), Optional.empty(), Optional.empty());

  private static final String KEY = Caller.class.getName();

  public Caller {
    roles = Set.copyOf(roles);
  }

  /**
   * The owner of a key.
   *
   * @param limits of a key that has none of its own
   */
  static Caller of(ApiKey key, KeyLimits limits) {
    return new Caller(
        Optional.of(key.getName()),
        Set.copyOf(key.getRoles()),
        Optional.of(limits.of(key)),
        Optional.empty());
  }

  /** Who makes this call. */
  public static Caller of(RoutingContext call) {
    Caller caller = call.get(KEY);
    return caller == null ? UNKNOWN : caller;
  }

  void makes(RoutingContext call) {
    call.put(KEY, this);
  }

  /**
   * Their name, in requests, releases, erasures and the audit; somebody unknown has the one they
   * say.
   *
   * @param said null or blank = none
   */
  public String nameOr(String said) {
    return name.orElseGet(
        () -> said == null || said.isBlank() ? ReservedNames.ANONYMOUS : said.strip());
  }

  /** Whether what belongs to somebody of that name is theirs to see and to cancel. */
  public boolean mayTouchWhatIsOf(String owner) {
    return name.isEmpty() || name.get().equals(owner) || roles.contains(ApiRole.ADMIN);
  }
}
