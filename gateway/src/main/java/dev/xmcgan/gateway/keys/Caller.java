package dev.xmcgan.gateway.keys;

import dev.xmcgan.schemas.ApiKey;
import dev.xmcgan.schemas.ApiRole;
import io.vertx.ext.web.RoutingContext;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Who calls: the owner of a key, or somebody unknown, who is then taken at their own word.
 *
 * @param name whose key it is; empty for somebody unknown
 * @param roles what they may do
 */
public record Caller(Optional<String> name, Set<ApiRole> roles) {
  /** Somebody without a key, where none is needed. */
  public static final Caller UNKNOWN = new Caller(Optional.empty(), EnumSet.allOf(ApiRole.class));

  private static final String KEY = Caller.class.getName();

  public Caller {
    roles = Set.copyOf(roles);
  }

  static Caller of(ApiKey key) {
    return new Caller(Optional.of(key.getName()), Set.copyOf(key.getRoles()));
  }

  /** Who makes this call. */
  public static Caller of(RoutingContext call) {
    Caller caller = call.get(KEY);
    return caller == null ? UNKNOWN : caller;
  }

  void makes(RoutingContext call) {
    call.put(KEY, this);
  }

  /** Their name; somebody unknown has the one they say. */
  public String nameOr(String said) {
    return name.orElse(said);
  }

  /** Whether what belongs to somebody of that name is theirs to see and to cancel. */
  public boolean mayTouchWhatIsOf(String owner) {
    return name.isEmpty() || name.get().equals(owner) || roles.contains(ApiRole.ADMIN);
  }
}
