package dev.xmcgan.gateway.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps what callers make up out of the labels of metrics, where each would be another series for
 * ever: paths that no resource has, names of methods, and the hosts and paths of webhooks. A call
 * that is refused before it reaches a resource is counted under the resource that it was for; all
 * files of the page count as one.
 */
@Singleton
public final class BoundedLabels implements MeterFilter {
  private static final String SERVER = "http.server.";
  private static final String CLIENT = "http.client.";
  private static final String URI = "uri";
  private static final String METHOD = "method";
  private static final String OTHER = "OTHER";
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private static final Pattern OURS =
      Pattern.compile(
          "/v1/(audit|checkpoints|events|images|interpolations|models|pairs|rejected-pairs|releases"
              + "|requests|session|system|training|webhooks)(/.*)?");

  /** Below a resource: the words and the parameters of its templates. */
  private static final Pattern TEMPLATE =
      Pattern.compile(
          "(/(generations|batch|attention|events|files|pin|unpin|rollback|thumbnail|\\{(id|place|word|channel|offset)}))*");

  private static final Pattern FILES = Pattern.compile("/(page|webjars)/.*");

  /** Quarkus' own. */
  private static final Set<String> MANAGEMENT =
      Set.of("/q/metrics", "/q/openapi", "/q/health", "/q/health/live", "/q/health/ready");

  /** What stands for several paths already, such as NOT_FOUND. */
  private static final Pattern GENERAL = Pattern.compile("NOT_FOUND|REDIRECTION|UNKNOWN|root");

  /** Only webhooks are sent, which {@link GatewayMetrics#WEBHOOKS} counts. */
  @Override
  public MeterFilterReply accept(Meter.Id id) {
    return id.getName().startsWith(CLIENT) ? MeterFilterReply.DENY : MeterFilterReply.NEUTRAL;
  }

  @Override
  public Meter.Id map(Meter.Id id) {
    return id.getName().startsWith(SERVER)
        ? id.replaceTags(id.getTags().stream().map(BoundedLabels::bounded).toList())
        : id;
  }

  private static Tag bounded(Tag tag) {
    return switch (tag.getKey()) {
      case URI -> Tag.of(URI, path(tag.getValue()));
      case METHOD -> METHODS.contains(tag.getValue()) ? tag : Tag.of(METHOD, OTHER);
      default -> tag;
    };
  }

  private static String path(String uri) {
    Matcher files = FILES.matcher(uri);
    if (files.matches()) {
      return "/" + files.group(1) + "/…";
    }
    Matcher ours = OURS.matcher(uri);
    if (ours.matches()) {
      String below = ours.group(2) == null ? "" : ours.group(2);
      return TEMPLATE.matcher(below).matches() ? uri : "/v1/" + ours.group(1) + "/…";
    }
    return MANAGEMENT.contains(uri) || GENERAL.matcher(uri).matches() ? uri : OTHER;
  }
}
