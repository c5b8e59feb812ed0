package dev.xmcgan.gateway.protection;

import io.quarkus.vertx.http.runtime.cors.CORSFilter;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which requests of browsers are the doing of another web page, by {@code Origin} and {@code
 * Sec-Fetch-*}. Programs send neither and pass. Another page may do nothing here, not even make the
 * gateway read something it could not see itself: it may only lead a person to the page.
 */
final class OriginRules {
  private static final Set<String> UNSEEN_BY_PEOPLE = Set.of("iframe", "frame", "embed", "object");
  private static final Set<String> OWN = Set.of("same-origin", "none");

  private final Set<String> allowed;
  private final List<Pattern> patterns;

  /**
   * @param allowed origins that may do what the page itself may; as {@code
   *     quarkus.http.cors.origins} has them, {@code /a regular expression/} or {@code *} included
   */
  OriginRules(List<String> allowed) {
    this.allowed = Set.copyOf(allowed);
    this.patterns = CORSFilter.parseAllowedOriginsRegex(Optional.of(allowed));
  }

  /**
   * What a request says of where it comes from; what it does not say is null.
   *
   * @param host the {@code Host} it was sent to
   * @param origins all {@code Origin} headers, of which there should be one
   * @param site {@code Sec-Fetch-Site}
   * @param mode {@code Sec-Fetch-Mode}
   * @param destination {@code Sec-Fetch-Dest}
   */
  record Source(
      String method,
      String path,
      String host,
      List<String> origins,
      String site,
      String mode,
      String destination) {}

  /** Whether a request may go on. */
  boolean allow(Source source) {
    if (source.origins().size() > 1) {
      return false;
    }
    if (!source.origins().isEmpty()) {
      String origin = source.origins().get(0);
      if (isAllowed(origin)) {
        return true;
      }
      if (!isOwn(origin, source.host())) {
        return false;
      }
    }
    return source.site() == null || OWN.contains(source.site()) || leadsToThePage(source);
  }

  private boolean isAllowed(String origin) {
    return allowed.contains("*")
        || allowed.contains(origin)
        || CORSFilter.isOriginAllowedByRegex(patterns, origin);
  }

  /** A link somebody followed; the API is none to follow from elsewhere. */
  private static boolean leadsToThePage(Source source) {
    return "navigate".equals(source.mode())
        && Set.of("GET", "HEAD").contains(source.method())
        && !source.path().startsWith("/v1/")
        && (source.destination() == null || !UNSEEN_BY_PEOPLE.contains(source.destination()));
  }

  /**
   * The scheme is not compared: behind a proxy that ends TLS it differs, and a browser says {@code
   * cross-site} where only the scheme does.
   */
  private static boolean isOwn(String origin, String host) {
    try {
      URI uri = URI.create(origin);
      return host != null
          && uri.getScheme() != null
          && uri.getRawAuthority() != null
          && uri.getRawPath().isEmpty()
          && withoutDefaultPort(uri.getRawAuthority(), uri.getScheme())
              .equals(withoutDefaultPort(host, uri.getScheme()));
    } catch (IllegalArgumentException noUri) {
      return false;
    }
  }

  private static String withoutDefaultPort(String authority, String scheme) {
    String suffix = scheme.equalsIgnoreCase("https") ? ":443" : ":80";
    String lower = authority.toLowerCase(Locale.ROOT);
    return lower.endsWith(suffix) ? lower.substring(0, lower.length() - suffix.length()) : lower;
  }
}
