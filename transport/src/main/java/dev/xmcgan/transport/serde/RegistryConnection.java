package dev.xmcgan.transport.serde;

import com.fasterxml.jackson.databind.JsonNode;
import dev.xmcgan.transport.KafkaSettings;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A schema registry by those calls of Confluent's API that we need, which Confluent's, Apicurio's,
 * Karapace's and Redpanda's registries answer alike: the schema of an id, registering one, and
 * which others a subject takes.
 *
 * <p>One policy for what goes wrong: "no such schema" of a registry that is ready is an answer and
 * is believed after a second look ({@link UnknownSchemaException}); a refusal (another 4xx) is an
 * error of ours; anything else is an outage, waited out with growing pauses up to a limit and then
 * reported as {@link RegistryUnavailableException}.
 */
final class RegistryConnection {

  private static final Logger LOG = LoggerFactory.getLogger(RegistryConnection.class);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration TELL_EVERY = Duration.ofSeconds(10);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  /** Replicas of a registry follow one another; a schema may be known to one a little later. */
  private static final Duration PAUSE_BEFORE_SECOND_LOOK = Duration.ofMillis(150);

  private final String url;
  private final Duration patience;
  private final RegistryHttp http;
  private final AtomicLong lastTold = new AtomicLong();

  /**
   * @param patience how long one call waits for a registry that does not answer
   */
  RegistryConnection(KafkaSettings settings, Duration patience) {
    this.url = settings.registryUrl();
    this.http = new RegistryHttp(url, settings.registryAccess());
    this.patience = patience;
  }

  /**
   * The schema of that id.
   *
   * @throws UnknownSchemaException when there is none
   * @throws RegistryUnavailableException when the registry stays away
   */
  Schema schema(int id) {
    JsonNode answer = call("schema " + id, "GET", "/schemas/ids/" + id, null);
    try {
      return new Schema.Parser().parse(answer.path("schema").asText());
    } catch (AvroRuntimeException e) {
      // of another type than Avro, or put together from several: none of our topics'
      throw new UnknownSchemaException("it is no Avro schema of its own: " + e.getMessage(), e);
    }
  }

  /**
   * Registers a schema where it is not yet.
   *
   * @return its id
   * @throws RegistryUnavailableException when the registry stays away
   */
  int register(String subject, Schema schema) {
    Map<String, String> body = Map.of("schemaType", "AVRO", "schema", schema.toString());
    String path = "/subjects/" + encoded(subject) + "/versions";
    JsonNode id = call("the schema of " + subject, "POST", path, body).path("id");
    if (!id.isInt()) {
      throw new IllegalStateException("schema registry %s gave %s no id".formatted(url, subject));
    }
    return id.intValue();
  }

  /**
   * Which new schemas the subject takes; empty where it has no rule of its own.
   *
   * @throws RegistryUnavailableException when the registry stays away
   */
  Optional<String> compatibility(String subject) {
    try {
      JsonNode rule =
          call("to tell the rule of " + subject, "GET", "/config/" + encoded(subject), null);
      return Optional.of(rule.path("compatibilityLevel").asText());
    } catch (UnknownSchemaException none) {
      return Optional.empty();
    }
  }

  /**
   * Sets which new schemas the subject takes.
   *
   * @param level such as {@code FULL}
   * @throws RegistryUnavailableException when the registry stays away
   */
  void setCompatibility(String subject, String level) {
    call(
        "the rule of " + subject,
        "PUT",
        "/config/" + encoded(subject),
        Map.of("compatibility", level));
  }

  private static String encoded(String subject) {
    return URLEncoder.encode(subject, StandardCharsets.UTF_8);
  }

  private JsonNode call(String what, String method, String path, Map<String, String> body) {
    long deadline = System.nanoTime() + patience.toNanos();
    Duration pause = FIRST_PAUSE;
    boolean lookedTwice = false;
    while (true) {
      try {
        return http.send(method, path, body);
      } catch (InterruptedException e) {
        throw interrupted(e);
      } catch (IOException e) {
        RegistryHttp.UnexpectedAnswer answer =
            e instanceof RegistryHttp.UnexpectedAnswer unexpected ? unexpected : null;
        // what somebody else has just made can be changed a moment later
        boolean isMade = answer != null && answer.isConflict() && method.equals("PUT");
        if (answer != null && answer.isRefusal() && !isMade) {
          throw new IllegalStateException(
              "schema registry %s refused %s: %s".formatted(url, what, e.getMessage()), e);
        }
        if (answer != null && answer.isNotFound() && !isStillReadingItsStore()) {
          if (lookedTwice) {
            throw new UnknownSchemaException("the registry has no such schema", e);
          }
          lookedTwice = true;
          pause = PAUSE_BEFORE_SECOND_LOOK;
        } else if (System.nanoTime() + pause.toNanos() > deadline) {
          throw new RegistryUnavailableException(
              "schema registry %s did not answer within %d s: %s"
                  .formatted(url, patience.toSeconds(), reason(e)),
              e);
        } else {
          tellNowAndThen(e);
        }
        sleep(pause);
        pause = min(pause.multipliedBy(2), LONGEST_PAUSE);
      }
    }
  }

  private boolean isStillReadingItsStore() {
    try {
      return http.isStillReadingItsStore();
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

  private void tellNowAndThen(IOException failure) {
    long now = System.nanoTime();
    long before = lastTold.get();
    if ((before == 0 || now - before > TELL_EVERY.toNanos())
        && lastTold.compareAndSet(before, now)) {
      LOG.atWarn()
          .addKeyValue("url", url)
          .addKeyValue("reason", reason(failure))
          .log("waiting for the schema registry");
    }
  }

  /** The JDK's refused connections have no message. */
  private static String reason(IOException failure) {
    return failure instanceof ConnectException ? "no connection" : failure.toString();
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
