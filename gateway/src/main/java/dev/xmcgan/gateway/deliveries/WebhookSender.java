package dev.xmcgan.gateway.deliveries;

import dev.xmcgan.gateway.config.GatewayConfig;
import dev.xmcgan.gateway.webhooks.WebhookTargets;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Sends one callback once: to the address that was looked at, following nothing. */
@Singleton
final class WebhookSender {
  private final HttpClient client;
  private final long timeout;

  WebhookSender(Vertx vertx, GatewayConfig config) {
    this.timeout = config.webhooks().timeout().toMillis();
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout(Math.toIntExact(timeout))
                .setKeepAlive(false)
                .setMaxPoolSize(4));
  }

  /**
   * Sends it.
   *
   * @return the status of the answer, whose body nobody reads
   */
  CompletionStage<Integer> send(
      WebhookTargets.Target target, Map<String, String> headers, String body) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setServer(
                SocketAddress.inetSocketAddress(target.port(), target.address().getHostAddress()))
            .setHost(target.host())
            .setPort(target.port())
            .setSsl(target.isSecure())
            .setURI(path(target))
            .setTimeout(timeout);
    headers.forEach(options::putHeader);
    return client
        .request(options)
        .compose(
            request ->
                request
                    .send(Buffer.buffer(body))
                    .map(
                        response -> {
                          response.exceptionHandler(hungUp -> {});
                          return response.statusCode();
                        })
                    .onComplete(done -> hangUp(request)))
        .toCompletionStage();
  }

  /** However much the other side goes on to say. */
  private static void hangUp(HttpClientRequest request) {
    request.connection().close();
  }

  private static String path(WebhookTargets.Target target) {
    String path = target.url().getRawPath();
    String query = target.url().getRawQuery();
    return (path == null || path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query);
  }

  @PreDestroy
  void close() {
    client.close();
  }
}
