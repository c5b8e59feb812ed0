package dev.xmcgan.gateway.webhooks;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * The callback that a request asks for. It goes with the request's record as headers, so that any
 * instance can make it, also one that is started later.
 *
 * @param url to be called when the request is over
 * @param imageBase what the URLs of its images begin with
 */
public record Webhook(URI url, String imageBase) {
  private static final String URL_HEADER = "xmcgan-webhook";
  private static final String BASE_HEADER = "xmcgan-webhook-images";

  /** As the headers of a request's record. */
  public Map<String, byte[]> headers() {
    return Map.of(
        URL_HEADER,
        url.toString().getBytes(StandardCharsets.UTF_8),
        BASE_HEADER,
        imageBase.getBytes(StandardCharsets.UTF_8));
  }

  /** What a request's record asks for; empty for most, and for headers that make no sense. */
  public static Optional<Webhook> of(Headers headers) {
    Header url = headers.lastHeader(URL_HEADER);
    Header base = headers.lastHeader(BASE_HEADER);
    if (url == null || base == null || url.value() == null || base.value() == null) {
      return Optional.empty();
    }
    try {
      URI uri = URI.create(new String(url.value(), StandardCharsets.UTF_8));
      return uri.getHost() == null || uri.getScheme() == null
          ? Optional.empty()
          : Optional.of(new Webhook(uri, new String(base.value(), StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException noUrl) {
      return Optional.empty();
    }
  }
}
