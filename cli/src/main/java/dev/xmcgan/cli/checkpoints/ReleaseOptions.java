package dev.xmcgan.cli.checkpoints;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.kafka.KafkaOptions;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.checkpoints.Consumed;
import dev.xmcgan.transport.releases.ReleaseChange;
import dev.xmcgan.transport.releases.ReleaseRefusedException;
import dev.xmcgan.transport.releases.ReleaseRules;
import dev.xmcgan.transport.releases.ReleaseSnapshot;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.transactions.TransactionalProducer;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which release is changed, who does it and why; and the change itself. */
public final class ReleaseOptions {
  private static final Consumed NOTHING_READ = Consumed.nothing();

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
   * @param change from the book and the rules
   * @return the release as published
   */
  Release change(BiFunction<ReleaseSnapshot, ReleaseRules, ReleaseChange> change)
      throws InterruptedException {
    KafkaSettings settings = kafka.settings();
    AvroSerdes serdes = new AvroSerdes(settings);
    ReleaseSnapshot book = CheckpointShelf.read(settings, serdes).book();
    String name = who.orElseGet(() -> System.getProperty("user.name", "somebody"));
    try {
      ReleaseChange decided = change.apply(book, new ReleaseRules(book, name, Clock.systemUTC()));
      publish(settings, serdes, decided);
      return decided.release().orElseThrow();
    } catch (ReleaseRefusedException e) {
      throw CommandException.failed(e.getMessage(), e);
    }
  }

  private static void publish(KafkaSettings settings, AvroSerdes serdes, ReleaseChange change) {
    try (TransactionalProducer transactions =
        new TransactionalProducer(settings, "releases-by-hand-" + UUID.randomUUID())) {
      transactions.commit(
          change.records(settings, serdes), NOTHING_READ.offsets(), NOTHING_READ.group());
    }
  }
}
