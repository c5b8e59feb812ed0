package dev.xmcgan.schemas.limits;

/** Names of callers that no key may be made for: whose they are would not be known. */
public final class ReservedNames {
  /** Who has no key and says no name; the default of {@code CaptionRequest.tenant}, too. */
  public static final String ANONYMOUS = "anonymous";

  /** Before the names of those with an access token: an owner of keys may have the same one. */
  public static final String TOKEN_PREFIX = "oidc:";

  private ReservedNames() {}

  /** Whether that name stands for somebody else than the owner of a key. */
  public static boolean contains(String name) {
    return name.equals(ANONYMOUS) || name.startsWith(TOKEN_PREFIX);
  }
}
