package dev.xmcgan.cli.starter;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.home.Home;
import dev.xmcgan.safetensors.Sha256;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.checkpoints.CheckpointOrigin;
import dev.xmcgan.transport.checkpoints.CheckpointPublisher;
import dev.xmcgan.transport.checkpoints.Consumed;
import dev.xmcgan.transport.log.CompactedTopic;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.transactions.TransactionalProducer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Publishes the shipped weights as the first checkpoint, released on {@code stable}. */
public final class StarterRelease {
  private static final String CHANNEL = "stable";
  private static final String WHO = "starter";
  private static final String GENERATOR = "generator.safetensors";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final KafkaSettings settings;
  private final Home home;

  public StarterRelease(KafkaSettings settings, Home home) {
    this.settings = settings;
    this.home = home;
  }

  /**
   * Publishes the starter unless the channel has a release already.
   *
   * @param say told in one line what was done
   * @return whether the channel has a release now
   */
  public boolean publishIfNothingIsReleased(Consumer<String> say)
      throws IOException, InterruptedException {
    AvroSerdes serdes = new AvroSerdes(settings, PATIENCE);
    try (CompactedTopic<Release> releases = releases(serdes)) {
      if (releases.get(CHANNEL).isPresent()) {
        return true;
      }
      if (!Files.exists(home.starter().resolve(GENERATOR))) {
        say.accept(
            "no weights in " + home.starter() + ": the workers wait until training releases some");
        return false;
      }
      CountDownLatch seen = new CountDownLatch(1);
      releases.onChange(
          (channel, release) -> {
            if (channel.equals(CHANNEL)) {
              seen.countDown();
            }
          });
      String id = publish(serdes);
      // a commit returns before readers see it, and whoever asks next must
      if (!seen.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw cannotRead();
      }
      say.accept("released the shipped weights as " + CHANNEL + ": " + id);
      return true;
    }
  }

  /** Whether the channel has a release, of these weights or of others. */
  public boolean isReleased() throws InterruptedException {
    try (CompactedTopic<Release> releases = releases(new AvroSerdes(settings, PATIENCE))) {
      return releases.get(CHANNEL).isPresent();
    }
  }

  /** All that was released; goes on reading. */
  private CompactedTopic<Release> releases(AvroSerdes serdes) throws InterruptedException {
    CompactedTopic<Release> releases =
        new CompactedTopic<>(settings, Topic.RELEASES, Release.class, serdes);
    releases.start();
    if (!releases.awaitCaughtUp(PATIENCE)) {
      releases.close();
      throw cannotRead();
    }
    return releases;
  }

  private CommandException cannotRead() {
    return CommandException.failed(
        "cannot read " + settings.topic(Topic.RELEASES) + " from " + settings.bootstrapServers());
  }

  private String publish(AvroSerdes serdes) throws IOException {
    Path weights = home.starter();
    String id = WHO + "-" + Sha256.of(weights.resolve(GENERATOR), TextEncoderId.HASH_DIGITS);
    // steps and pairs are counted from the starter on: how it was made is not part of the stream
    CheckpointOrigin origin =
        new CheckpointOrigin(id, null, WHO, 0, 0, TextEncoderId.of(home.textEncoder()));
    Clock clock = Clock.systemUTC();
    Release release =
        Release.newBuilder()
            .setChannel(CHANNEL)
            .setCheckpointId(id)
            .setReleasedBy(WHO)
            .setReason("the weights that ship with the project")
            .setReleasedAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
            .build();
    try (TransactionalProducer transactions =
        new TransactionalProducer(settings, WHO, CheckpointPublisher.TRANSACTION_TIMEOUT)) {
      new CheckpointPublisher(settings, serdes, transactions, clock)
          .publish(weights, origin, List.of(release), Consumed.nothing());
    }
    return id;
  }
}
