package dev.xmcgan.gateway.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps what callers make up out of the labels of metrics. A call that is refused before it reaches
 * a resource would be counted under its path as it came, each another series for ever; it is
 * counted under the resource that it was for. All files of the page count as one.
 */
@Singleton
public final class RefusedUris implements MeterFilter {
  private static final String HTTP = "http.server.";
  private static final String URI = "uri";
  private static final String OTHER = "OTHER";
  private static final Pattern OURS =
      Pattern.compile(
          "/v1/(audit|checkpoints|events|images|models|pairs|releases|requests|session|system|webhooks)"
              + "(/.*)?");

  private static final Pattern FILES = Pattern.compile("/(page|webjars)/.*");

  /** What stands for several paths already, such as NOT_FOUND. */
  private static final Pattern GENERAL = Pattern.compile("[A-Z_]+|root");

  @Override
  public Meter.Id map(Meter.Id id) {
    String uri = id.getTag(URI);
    String status = id.getTag("status");
    if (!id.getName().startsWith(HTTP) || uri == null || status == null) {
      return id;
    }
    String label = status.startsWith("2") && !FILES.matcher(uri).matches() ? uri : bounded(uri);
    List<Tag> tags = new ArrayList<>(id.getTags());
    tags.replaceAll(tag -> tag.getKey().equals(URI) ? Tag.of(URI, label) : tag);
    return id.replaceTags(tags);
  }

  private static String bounded(String uri) {
    Matcher files = FILES.matcher(uri);
    if (files.matches()) {
      return "/" + files.group(1) + "/…";
    }
    Matcher ours = OURS.matcher(uri);
    if (ours.matches()) {
      return "/v1/" + ours.group(1) + (ours.group(2) == null ? "" : "/…");
    }
    return GENERAL.matcher(uri).matches() ? uri : OTHER;
  }
}
