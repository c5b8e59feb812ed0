package dev.xmcgan.transport.serde;

import com.microsoft.kiota.ApiException;
import com.microsoft.kiota.RequestInformation;
import dev.xmcgan.transport.KafkaSettings;
import io.apicurio.registry.resolver.client.RegistryClientFacade;
import io.apicurio.registry.resolver.client.RegistryClientFacadeImpl;
import io.apicurio.registry.rest.client.RegistryClient;
import io.kiota.http.jdk.JDKRequestAdapter;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry's client with one policy for what goes wrong: "no such schema" of a registry that is
 * ready is an answer and is believed after a second look ({@link UnknownSchemaException}); a
 * refusal (another 4xx) is an error of ours; anything else is an outage, waited out with growing
 * pauses up to a limit and then reported as {@link RegistryUnavailableException}.
 */
final class RegistryConnection {

  private static final Logger LOG = LoggerFactory.getLogger(RegistryConnection.class);

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration TELL_EVERY = Duration.ofSeconds(10);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  /** Replicas of a registry follow one another; a schema may be known to one a little later. */
  private static final Duration PAUSE_BEFORE_SECOND_LOOK = Duration.ofMillis(150);

  private final String url;
  private final Duration patience;
  private final HttpClient http;
  private final RegistryClientFacade client;
  private final AtomicLong lastTold = new AtomicLong();

  private RegistryConnection(
      String url, Duration patience, HttpClient http, RegistryClientFacade client) {
    this.url = url;
    this.patience = patience;
    this.http = http;
    this.client = client;
  }

  /**
   * @param patience how long one call waits for a registry that does not answer
   */
  static RegistryClientFacade open(KafkaSettings settings, Duration patience) {
    HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    JDKRequestAdapter adapter = new TimedRequests(http);
    adapter.setBaseUrl(settings.registryUrl() + "/apis/registry/v3");
    RegistryConnection connection =
        new RegistryConnection(
            settings.registryUrl(),
            patience,
            http,
            new RegistryClientFacadeImpl(new RegistryClient(adapter)));
    return (RegistryClientFacade)
        Proxy.newProxyInstance(
            RegistryConnection.class.getClassLoader(),
            new Class<?>[] {RegistryClientFacade.class},
            (proxy, method, arguments) -> connection.call(method, arguments));
  }

  private Object call(Method method, Object[] arguments) {
    long deadline = System.nanoTime() + patience.toNanos();
    Duration pause = FIRST_PAUSE;
    boolean lookedTwice = false;
    while (true) {
      try {
        return method.invoke(client, arguments);
      } catch (InvocationTargetException e) {
        Throwable failure = e.getCause();
        if (RegistryErrors.find(failure, InterruptedException.class).isPresent()) {
          throw interrupted(failure);
        }
        int status = failure instanceof ApiException answer ? answer.getResponseStatusCode() : 0;
        if (status == 404 && !stillReadingItsStore()) {
          if (lookedTwice) {
            throw new UnknownSchemaException("the registry has no such schema", failure);
          }
          lookedTwice = true;
          pause = PAUSE_BEFORE_SECOND_LOOK;
        } else if (status >= 400
            && status < 500
            && status != 404
            && status != 408
            && status != 429) {
          throw new IllegalStateException(
              "schema registry %s refused %s: %s"
                  .formatted(url, method.getName(), RegistryErrors.describe(failure)),
              failure);
        } else if (System.nanoTime() + pause.toNanos() > deadline) {
          throw new RegistryUnavailableException(
              "schema registry %s did not answer within %d s: %s"
                  .formatted(url, patience.toSeconds(), RegistryErrors.describe(failure)),
              failure);
        } else {
          tellNowAndThen(failure);
        }
        sleep(pause);
        pause = min(pause.multipliedBy(2), LONGEST_PAUSE);
      } catch (IllegalAccessException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /**
   * A registry that has just started answers 404 for every id until it has read its store back; its
   * readiness tells the two apart. A registry without that path is believed.
   */
  private boolean stillReadingItsStore() {
    HttpRequest question =
        HttpRequest.newBuilder(URI.create(url + "/health/ready")).timeout(REQUEST_TIMEOUT).build();
    try {
      return http.send(question, HttpResponse.BodyHandlers.discarding()).statusCode() == 503;
    } catch (IOException e) {
      return true;
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private void sleep(Duration pause) {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private RegistryUnavailableException interrupted(Throwable cause) {
    Thread.currentThread().interrupt();
    return new RegistryUnavailableException("interrupted while waiting for " + url, cause);
  }

  private void tellNowAndThen(Throwable failure) {
    long now = System.nanoTime();
    long before = lastTold.get();
    if ((before == 0 || now - before > TELL_EVERY.toNanos())
        && lastTold.compareAndSet(before, now)) {
      LOG.warn("Waiting for schema registry {}: {}", url, RegistryErrors.describe(failure));
    }
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  /** Requests that end: the client sets no time limit of its own. */
  private static final class TimedRequests extends JDKRequestAdapter {
    TimedRequests(HttpClient http) {
      super(http);
    }

    @Override
    protected HttpRequest getRequestFromRequestInformation(RequestInformation information) {
      HttpRequest request = super.getRequestFromRequestInformation(information);
      return HttpRequest.newBuilder(request, (name, value) -> true)
          .timeout(REQUEST_TIMEOUT)
          .build();
    }
  }
}
