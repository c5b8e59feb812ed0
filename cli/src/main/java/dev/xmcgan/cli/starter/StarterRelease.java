package dev.xmcgan.cli.starter;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.data.Home;
import dev.xmcgan.safetensors.Sha256;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.checkpoints.CheckpointOrigin;
import dev.xmcgan.transport.checkpoints.CheckpointPublisher;
import dev.xmcgan.transport.releases.ReleaseChange;
import dev.xmcgan.transport.releases.ReleasePublisher;
import dev.xmcgan.transport.releases.ReleaseRules;
import dev.xmcgan.transport.releases.ReleaseSnapshot;
import dev.xmcgan.transport.releases.ReleaseStore;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.transactions.TransactionalProducer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
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
    try (ReleaseStore store = releases(serdes)) {
      if (store.snapshot().release(CHANNEL).isPresent()) {
        return true;
      }
      if (!Files.exists(home.starter().resolve(GENERATOR))) {
        say.accept(
            "no weights in " + home.starter() + ": the workers wait until training releases some");
        return false;
      }
      Checkpoint starter = publish(serdes);
      String id = starter.getCheckpointId();
      Optional<ReleaseChange> released =
          new ReleasePublisher(settings, serdes, store, PATIENCE)
              .decide(CHANNEL, snapshot -> release(snapshot, starter));
      say.accept(
          released.isPresent()
              ? "released the shipped weights as " + CHANNEL + ": " + id
              : CHANNEL
                  + " was released by somebody else meanwhile; the shipped weights are "
                  + id);
      return true;
    }
  }

  /** Nothing when somebody else was faster. */
  private static Optional<ReleaseChange> release(ReleaseSnapshot snapshot, Checkpoint starter) {
    return snapshot.release(CHANNEL).isPresent()
        ? Optional.empty()
        : new ReleaseRules(snapshot, WHO, Clock.systemUTC())
            .follow(CHANNEL, starter, "the weights that ship with the project");
  }

  /** Whether the channel has a release, of these weights or of others. */
  public boolean isReleased() throws InterruptedException {
    try (ReleaseStore store = releases(new AvroSerdes(settings, PATIENCE))) {
      return store.snapshot().release(CHANNEL).isPresent();
    }
  }

  /** All that was released; goes on reading. */
  private ReleaseStore releases(AvroSerdes serdes) throws InterruptedException {
    ReleaseStore store = new ReleaseStore(settings, serdes);
    store.start();
    if (!store.awaitCaughtUp(PATIENCE)) {
      store.close();
      throw cannotRead();
    }
    return store;
  }

  private CommandException cannotRead() {
    return CommandException.failed(
        "cannot read " + settings.topic(Topic.RELEASES) + " from " + settings.bootstrapServers());
  }

  private Checkpoint publish(AvroSerdes serdes) throws IOException {
    Path weights = home.starter();
    String id = WHO + "-" + Sha256.of(weights.resolve(GENERATOR), TextEncoderId.HASH_DIGITS);
    // steps and pairs are counted from the starter on: how it was made is not part of the stream
    CheckpointOrigin origin =
        new CheckpointOrigin(id, null, WHO, 0, 0, TextEncoderId.of(home.textEncoder()));
    try (TransactionalProducer transactions =
        new TransactionalProducer(settings, WHO, CheckpointPublisher.TRANSACTION_TIMEOUT)) {
      return new CheckpointPublisher(settings, serdes, transactions, Clock.systemUTC())
          .publish(weights, origin);
    }
  }
}
