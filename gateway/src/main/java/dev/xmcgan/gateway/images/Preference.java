package dev.xmcgan.gateway.images;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code Prefer} header (RFC 7240), of which {@code wait} is heard. */
final class Preference {
  private static final Pattern WAIT =
      Pattern.compile("(?:^|[,;\\s])wait\\s*=\\s*\"?([0-9]{1,6})", Pattern.CASE_INSENSITIVE);

  private Preference() {}

  /** How long the caller would wait; not at all when that is not said. */
  static Duration wait(String header, Duration longest) {
    Matcher wait = WAIT.matcher(header == null ? "" : header);
    if (!wait.find()) {
      return Duration.ZERO;
    }
    Duration asked = Duration.ofSeconds(Long.parseLong(wait.group(1)));
    return asked.compareTo(longest) > 0 ? longest : asked;
  }
}
