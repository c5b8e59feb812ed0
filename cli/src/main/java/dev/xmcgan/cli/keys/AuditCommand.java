package dev.xmcgan.cli.keys;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.cli.data.KafkaOptions;
import dev.xmcgan.schemas.AuditEntry;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.log.TopicLog;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.serde.Decoded;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Who changed what is served, kept, learned from or allowed. */
@Command(
    name = "audit",
    header = "Shows who released, pinned, forgot, erased, and made keys.",
    description =
        "Shows who released, went back, pinned, forgot, erased pairs, and made or revoked keys: the"
            + " last entries of the audit topic, the newest first.")
public final class AuditCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Spec private CommandSpec spec;
  @Mixin private KafkaOptions kafka;

  @Option(
      names = {"-n", "--lines"},
      paramLabel = "N",
      defaultValue = "50",
      description = "At most so many entries (default: ${DEFAULT-VALUE}).")
  private int lines;

  @Option(names = "--json", description = "Each entry as one JSON object a line.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    if (lines < 1 || lines > 100_000) {
      throw CommandException.usage("-n " + lines + " is not between 1 and 100000");
    }
    List<AuditEntry> all = read(kafka.settings());
    Collections.reverse(all);
    PrintWriter out = spec.commandLine().getOut();
    all.stream().limit(lines).forEach(entry -> out.println(json ? object(entry) : line(entry)));
    out.flush();
    return ExitCode.OK;
  }

  private List<AuditEntry> read(KafkaSettings settings) throws InterruptedException {
    AvroSerdes serdes = new AvroSerdes(settings);
    List<AuditEntry> entries = new CopyOnWriteArrayList<>();
    // each entry is followed by the mark of its transaction
    try (TopicLog log =
        TopicLog.fromEnd(
            "xmcgan-audit",
            settings,
            Set.of(settings.topic(Topic.AUDIT)),
            2L * lines,
            record ->
                entry(serdes.decode(Topic.AUDIT, AuditEntry.class, record.value()), record.offset())
                    .ifPresent(entries::add))) {
      log.start();
      if (!log.awaitCaughtUp(PATIENCE)) {
        throw CommandException.failed(
            "cannot read the audit from "
                + settings.bootstrapServers()
                + "; is its topic there? ./xmcgan provision makes it");
      }
    }
    return new ArrayList<>(entries);
  }

  private Optional<AuditEntry> entry(Decoded<AuditEntry> decoded, long offset) {
    if (decoded instanceof Decoded.Value<AuditEntry> entry) {
      return Optional.of(entry.value());
    } else if (decoded instanceof Decoded.Undecodable<AuditEntry> bad) {
      PrintWriter err = spec.commandLine().getErr();
      err.printf("xmcgan: entry %d cannot be read: %s%n", offset, bad.reason());
      err.flush();
      return Optional.empty();
    }
    throw new IllegalStateException("no such outcome: " + decoded);
  }

  private static String line(AuditEntry entry) {
    String what = entry.getCheckpointId() == null ? "" : " " + entry.getCheckpointId();
    return "%s  %-16s  %-17s  %s%s: %s"
        .formatted(
            entry.getAt(),
            entry.getWho(),
            action(entry).replace('_', ' '),
            entry.getSubject(),
            what,
            entry.getReason());
  }

  private static ObjectNode object(AuditEntry entry) {
    return new ObjectMapper()
        .createObjectNode()
        .put("at", entry.getAt().toString())
        .put("who", entry.getWho())
        .put("action", action(entry))
        .put("subject", entry.getSubject())
        .put("checkpoint", entry.getCheckpointId())
        .put("previous_checkpoint", entry.getPreviousCheckpointId())
        .put("reason", entry.getReason());
  }

  private static String action(AuditEntry entry) {
    return entry.getAction().name().toLowerCase(Locale.ROOT);
  }
}
