package dev.xmcgan.cli.checkpoints;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.data.KafkaOptions;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.releases.ReleaseChange;
import dev.xmcgan.transport.releases.ReleaseConflictException;
import dev.xmcgan.transport.releases.ReleasePublisher;
import dev.xmcgan.transport.releases.ReleaseRefusedException;
import dev.xmcgan.transport.releases.ReleaseRules;
import dev.xmcgan.transport.releases.ReleaseStore;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.transactions.RetriableTransactionException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which release is changed, who does it and why; and the change itself. */
public final class ReleaseOptions {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Mixin private KafkaOptions kafka;

  @Option(
      names = "--channel",
      paramLabel = "CHANNEL",
      defaultValue = "stable",
      description = "Release channel (default: ${DEFAULT-VALUE}).")
  private String channel;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Why; goes into the release (default: 'by hand').")
  private Optional<String> reason;

  @Option(
      names = "--by",
      paramLabel = "NAME",
      description = "Who; goes into the release (default: the user's name).")
  private Optional<String> who;

  /** The channel. */
  String channel() {
    return channel;
  }

  /** Why. */
  String reason() {
    return reason.orElse("by hand");
  }

  /** Where to connect. */
  KafkaSettings settings() {
    return kafka.settings();
  }

  /**
   * Reads what is there and publishes the change that follows from it.
   *
   * @return the release as published
   * @throws CommandException when the rules refuse it, or somebody else changed the release
   */
  Release change(Function<ReleaseRules, ReleaseChange> change) throws InterruptedException {
    KafkaSettings settings = kafka.settings();
    AvroSerdes serdes = new AvroSerdes(settings);
    String name = who.orElseGet(() -> System.getProperty("user.name", "somebody"));
    try (ReleaseStore store = CheckpointShelf.open(settings, serdes)) {
      return new ReleasePublisher(settings, serdes, store, PATIENCE)
          .change(
              channel,
              snapshot -> change.apply(new ReleaseRules(snapshot, name, Clock.systemUTC())))
          .release()
          .orElseThrow();
    } catch (ReleaseRefusedException | ReleaseConflictException | RetriableTransactionException e) {
      throw CommandException.failed(e.getMessage(), e);
    }
  }
}
