package dev.xmcgan.gateway.webhooks;

import dev.xmcgan.gateway.config.GatewayConfig;
import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ApiException;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * Where callbacks may go: {@code http} and {@code https} URLs whose host has public addresses
 * alone. Names are looked up when a URL is taken and again for each delivery, which then goes to
 * the very address that was looked at: a name that changes in between leads nowhere else.
 */
@Singleton
public final class WebhookTargets {
  private static final int MAX_LENGTH = 1_000;
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;
  private static final int MAX_PORT = 65_535;
  private static final String FIELD = "webhook";

  private final GatewayConfig.Webhooks webhooks;

  WebhookTargets(GatewayConfig config) {
    this.webhooks = config.webhooks();
  }

  /**
   * A URL with the address that it leads to.
   *
   * @param host as the URL names it, for {@code Host} and the certificate
   */
  public record Target(URI url, String host, int port, boolean isSecure, InetAddress address) {}

  /**
   * A URL as a caller gave it, if callbacks may go there. Blocks while its host is looked up.
   *
   * @throws ApiException 400
   */
  public URI require(String text) {
    if (webhooks.secret().isEmpty()) {
      throw refused("unsupported_value", "There are no webhooks here: the gateway has no secret.");
    }
    try {
      return target(parse(text)).url();
    } catch (UnreachableTargetException unreachable) {
      throw refused("invalid_value", "'webhook' %s.".formatted(unreachable.getMessage()));
    }
  }

  /**
   * The headers of a request's record that ask for a callback; none where there is no URL.
   *
   * @param imageBase what URLs of images begin with
   * @throws ApiException 400
   */
  public Map<String, byte[]> headers(String url, String imageBase) {
    return url == null ? Map.of() : new Webhook(require(url), imageBase).headers();
  }

  /**
   * Where a URL leads now. Blocks while its host is looked up.
   *
   * @throws UnreachableTargetException when callbacks may not go there, or its host is not known
   */
  public Target target(URI url) throws UnreachableTargetException {
    boolean isSecure = url.getScheme().equalsIgnoreCase("https");
    String host = unbracketed(url.getHost());
    try {
      InetAddress[] addresses = InetAddress.getAllByName(host);
      boolean isPublic = Arrays.stream(addresses).allMatch(PublicAddresses::contains);
      if (!isPublic && !webhooks.privateAddresses()) {
        throw new UnreachableTargetException("must not lead to a private address");
      }
      int port = url.getPort() > 0 ? url.getPort() : isSecure ? HTTPS_PORT : HTTP_PORT;
      return new Target(url, host, port, isSecure, addresses[0]);
    } catch (UnknownHostException unknown) {
      throw new UnreachableTargetException("names a host that is not known");
    }
  }

  private static URI parse(String text) throws UnreachableTargetException {
    try {
      URI url = new URI(text);
      boolean isHttp =
          Optional.ofNullable(url.getScheme())
              .filter(each -> each.matches("(?i)https?"))
              .isPresent();
      if (text.length() <= MAX_LENGTH
          && isHttp
          && url.getHost() != null
          && url.getUserInfo() == null
          && url.getPort() <= MAX_PORT) {
        return url;
      }
    } catch (URISyntaxException noUrl) {
      // told below
    }
    throw new UnreachableTargetException(
        "must be an http or https URL of at most %d characters, without a password"
            .formatted(MAX_LENGTH));
  }

  private static String unbracketed(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static ApiException refused(String code, String message) {
    return new ApiException(ApiError.invalid(FIELD, code, message));
  }
}
