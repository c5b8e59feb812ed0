package dev.xmcgan.gateway.config;

import dev.xmcgan.schemas.limits.PairLimits;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Keys under {@code xmcgan.gateway}. */
@ConfigMapping(prefix = "xmcgan.gateway")
public interface GatewayConfig {

  /** How long a caller of the Images API waits for all images of a request before a 504. */
  @WithDefault("60s")
  Duration answerTimeout();

  /** How long putting a record on Kafka may take before a 503; at least one second. */
  @WithDefault("2s")
  Duration publishTimeout();

  /** Requests for images. */
  Requests requests();

  /** Who may reach it, and how slowly. */
  Http http();

  /** What the owner of a key may ask for. */
  Keys keys();

  /** Limits of {@code POST /v1/pairs}. */
  Pairs pairs();

  /** Callbacks for requests that nobody waits for. */
  Webhooks webhooks();

  /** The stream of server-sent events. */
  Events events();

  /** Checkpoints on their way in and out. */
  Checkpoints checkpoints();

  /** Keys under {@code xmcgan.gateway.http}. */
  interface Http {
    /**
     * Names under which it may be addressed, beside those of the loopback and the one that it
     * listens on: {@code gateway}, {@code *.example.org}, or {@code *} for every name.
     */
    Optional<List<String>> hosts();

    /**
     * Who needs a key: {@code auto} (everybody when it listens beyond the loopback, nobody
     * otherwise), {@code required} or {@code optional}.
     */
    @WithDefault("auto")
    KeyUse keys();

    /** What the URLs of images begin with; as the caller addressed the gateway when absent. */
    Optional<URI> publicUrl();

    /** How long the headers of a request may take from the first byte on. */
    @WithDefault("20s")
    Duration headerTimeout();

    /** How long a body may take; that of a checkpoint must come at 16 KB a second instead. */
    @WithDefault("30s")
    Duration bodyTimeout();

    /** How long a client may leave what it was sent unread before the connection is closed. */
    @WithDefault("60s")
    Duration readTimeout();

    /** Bytes of all bodies held in memory together; beyond it calls get a 503. */
    @WithDefault("16777216")
    long maxBodyMemory();

    /** Bytes of all images that clients have yet to read; beyond it calls get a 503. */
    @WithDefault("33554432")
    long maxAnswerMemory();
  }

  /** Who needs a key. */
  enum KeyUse {
    /** Everybody, when it listens beyond the loopback. */
    AUTO,
    /** Everybody. */
    REQUIRED,
    /** Nobody. */
    OPTIONAL
  }

  /** Keys under {@code xmcgan.gateway.requests}. */
  interface Requests {
    /** How long a request of {@code /v1/requests} is worth drawing; its caller may ask for less. */
    @WithDefault("10m")
    Duration timeout();

    /** Images that may be asked for and not drawn; beyond it calls get a 429. */
    @WithDefault("2000")
    int maxQueuedImages();

    /** {@code Idempotency-Key}s that are remembered; the oldest are forgotten. */
    @WithDefault("20000")
    int idempotencyKeys();

    /** How long the URL of an image is good. */
    @WithDefault("1h")
    Duration urlLifetime();
  }

  /** Keys under {@code xmcgan.gateway.keys}: of each owner whose key says nothing else. */
  interface Keys {
    /** Most images that an owner may ask for within a minute; 0 = any number. */
    @WithDefault("0")
    int imagesPerMinute();

    /** Most requests that an owner may have open at a time; 0 = any number. */
    @WithDefault("0")
    int openRequests();

    /** Part of the images that may wait which one owner's may be, above 0 to 1. */
    @WithDefault("0.5")
    double queueShare();
  }

  /** Keys under {@code xmcgan.gateway.pairs}. */
  interface Pairs {
    /** Largest image file in bytes; one of more than 4 MiB is made smaller to fit its record. */
    @WithDefault("" + PairLimits.MAX_UPLOAD_BYTES)
    int maxImageBytes();

    /** Fewest pixels of an image's shorter edge. */
    @WithDefault("" + PairLimits.MIN_IMAGE_EDGE)
    int minImageEdge();

    /** Share of an image's pixels, 0 to 1, that must differ from the commonest colour. */
    @WithDefault("" + PairLimits.MIN_IMAGE_CONTENT)
    double minImageContent();

    /** Largest width times height an image's header may announce. */
    @WithDefault("" + PairLimits.MAX_IMAGE_PIXELS)
    long maxImagePixels();

    /** Uploads at once, each of which lies on disk while it comes; further ones get a 503. */
    @WithDefault("32")
    int maxUploads();
  }

  /** Keys under {@code xmcgan.gateway.webhooks}. */
  interface Webhooks {
    /**
     * From which each owner's signing secret is made, at least 32 characters, the same at all
     * instances; without it there are no webhooks.
     */
    Optional<String> secret();

    /** Whether callbacks may go to private addresses, for receivers of the same network. */
    @WithDefault("false")
    boolean privateAddresses();

    /** After so many a callback is given up. */
    @WithDefault("8")
    int attempts();

    /** How long after the first attempt the second comes; then four times as long each time. */
    @WithDefault("5s")
    Duration firstRetry();

    /** For one attempt. */
    @WithDefault("10s")
    Duration timeout();
  }

  /** Keys under {@code xmcgan.gateway.events}. */
  interface Events {
    /** How often a comment is sent on an idle stream, so that dead connections are noticed. */
    @WithDefault("15s")
    Duration heartbeat();

    /** Events kept for a client that reads slower than they come; one more and it is dropped. */
    @WithDefault("512")
    int clientBuffer();

    /** Clients served at once; further ones get a 503. */
    @WithDefault("1000")
    int maxClients();

    /**
     * Training metrics replayed to a newcomer, per trainer, so that its curves do not start empty.
     */
    @WithDefault("120")
    int replayedMetrics();
  }

  /** Keys under {@code xmcgan.gateway.checkpoints}. */
  interface Checkpoints {
    /** Where their files lie for the time of a transfer; it is this process's own, and emptied. */
    @WithDefault("data/gateway/checkpoints")
    Path directory();

    /** Most bytes of all files of a checkpoint that is brought in. */
    @WithDefault("2147483648")
    long maxBytes();

    /** Transfers at once; each needs as much disk as its checkpoint. Further ones get a 503. */
    @WithDefault("2")
    int maxTransfers();
  }
}
