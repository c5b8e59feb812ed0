package dev.xmcgan.gateway.deliveries;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.xmcgan.gateway.answers.RequestAnswer;
import dev.xmcgan.gateway.answers.Waiting;
import dev.xmcgan.gateway.config.GatewayConfig;
import dev.xmcgan.gateway.images.ImageUrls;
import dev.xmcgan.gateway.images.RequestView;
import dev.xmcgan.gateway.images.RequestViews;
import dev.xmcgan.gateway.metrics.GatewayMetrics;
import dev.xmcgan.gateway.requests.RequestService;
import dev.xmcgan.gateway.webhooks.UnreachableTargetException;
import dev.xmcgan.gateway.webhooks.Webhook;
import dev.xmcgan.gateway.webhooks.WebhookSecrets;
import dev.xmcgan.gateway.webhooks.WebhookTargets;
import dev.xmcgan.schemas.CaptionRequest;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request's callback: waits until the request is over, says so to the caller's server, and says
 * it again, later and later, until that has taken it (2xx), wants none (410), or the attempts are
 * used up.
 */
@Singleton
final class WebhookDelivery {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookDelivery.class);
  private static final int GONE = 410;

  /** What is being drawn at its deadline is finished. */
  private static final Duration GRACE = Duration.ofMinutes(2);

  private static final Duration LEAST_WAIT = Duration.ofSeconds(1);
  private static final Duration KAFKA_RETRY = Duration.ofSeconds(2);
  private static final int THREADS = 4;

  private final RequestService requests;
  private final RequestViews views;
  private final WebhookTargets targets;
  private final WebhookSecrets secrets;
  private final WebhookSender sender;
  private final GatewayConfig config;
  private final RetryDelays backoff;
  private final ObjectMapper json;
  private final GatewayMetrics metrics;
  private final Clock clock;
  private final ScheduledExecutorService threads =
      Executors.newScheduledThreadPool(THREADS, WebhookDelivery::daemon);

  WebhookDelivery(
      RequestService requests,
      RequestViews views,
      WebhookTargets targets,
      WebhookSecrets secrets,
      WebhookSender sender,
      GatewayConfig config,
      RandomGenerator random,
      ObjectMapper json,
      GatewayMetrics metrics,
      Clock clock) {
    this.requests = requests;
    this.views = views;
    this.targets = targets;
    this.secrets = secrets;
    this.sender = sender;
    this.config = config;
    this.backoff = new RetryDelays(config.webhooks().firstRetry(), random);
    this.json = json;
    this.metrics = metrics;
    this.clock = clock;
  }

  /** What is sent. */
  record Event(String type, Instant timestamp, RequestView data) {}

  /** Done when it came through, or was given up; not at all when this instance stops before. */
  CompletionStage<Void> deliver(CaptionRequest request, Webhook webhook) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    threads.execute(() -> await(request, webhook, done));
    return done;
  }

  private void await(CaptionRequest request, Webhook webhook, CompletableFuture<Void> done) {
    try {
      Waiting waiting = requests.follow(request, patience(request), image -> {});
      var unused =
          waiting
              .answer()
              .thenAcceptAsync(
                  answer -> {
                    waiting.release();
                    over(request, webhook, answer, done);
                  },
                  threads);
    } catch (RuntimeException away) {
      again(() -> await(request, webhook, done), KAFKA_RETRY);
    }
  }

  private void over(
      CaptionRequest request, Webhook webhook, RequestAnswer answer, CompletableFuture<Void> done) {
    if (answer instanceof RequestAnswer.Stopping) {
      return; // whoever comes next makes it
    }
    if (answer instanceof RequestAnswer.NoRoom) {
      again(() -> await(request, webhook, done), KAFKA_RETRY);
      return;
    }
    try {
      RequestView view = views.of(request, new ImageUrls(webhook.imageBase()));
      String body = json.writeValueAsString(new Event(type(view), clock.instant(), view));
      attempt(new Callback(request, webhook, body, done), 1);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a request that is not JSON", impossible);
    } catch (RuntimeException away) {
      again(() -> over(request, webhook, answer, done), KAFKA_RETRY);
    }
  }

  private record Callback(
      CaptionRequest request, Webhook webhook, String body, CompletableFuture<Void> done) {}

  private void attempt(Callback callback, int attempt) {
    String id = callback.request().getRequestId();
    try {
      long now = clock.instant().getEpochSecond();
      Map<String, String> headers =
          Map.of(
              "Content-Type",
              "application/json",
              "User-Agent",
              "xmcgan-gateway",
              "webhook-id",
              id,
              "webhook-timestamp",
              Long.toString(now),
              "webhook-signature",
              secrets.sign(callback.request().getTenant(), id, now, callback.body()));
      var unused =
          sender
              .send(targets.target(callback.webhook().url()), headers, callback.body())
              .whenCompleteAsync(
                  (status, failure) ->
                      attempted(
                          callback,
                          attempt,
                          status == null ? 0 : status,
                          failure == null ? "status " + status : failure.toString()),
                  threads);
    } catch (UnreachableTargetException unreachable) {
      attempted(callback, attempt, 0, "the URL " + unreachable.getMessage());
    }
  }

  private void attempted(Callback callback, int attempt, int status, String outcome) {
    boolean isTaken = status >= 200 && status < 300;
    if (isTaken) {
      metrics.webhookEnded(true);
      callback.done().complete(null);
    } else if (status == GONE || attempt >= config.webhooks().attempts()) {
      metrics.webhookEnded(false);
      LOG.atWarn()
          .addKeyValue("requestId", callback.request().getRequestId())
          .addKeyValue("host", callback.webhook().url().getHost())
          .addKeyValue("attempts", attempt)
          .addKeyValue("outcome", outcome)
          .log("a webhook was given up");
      callback.done().complete(null);
    } else {
      again(() -> attempt(callback, attempt + 1), backoff.after(attempt));
    }
  }

  private void again(Runnable task, Duration wait) {
    if (!threads.isShutdown()) {
      var unused = threads.schedule(task, wait.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private Duration patience(CaptionRequest request) {
    Instant end =
        request.getDeadline() == null
            ? clock.instant().plus(config.requests().timeout())
            : request.getDeadline();
    Duration left = Duration.between(clock.instant(), end.plus(GRACE));
    return left.compareTo(LEAST_WAIT) < 0 ? LEAST_WAIT : left;
  }

  private static String type(RequestView view) {
    return switch (view.status()) {
      case "done", "failed", "cancelled" -> "request." + view.status();
      default -> "request.timed_out";
    };
  }

  void close() {
    threads.shutdownNow();
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "gateway-webhook-delivery");
    thread.setDaemon(true);
    return thread;
  }
}
