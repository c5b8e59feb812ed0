package dev.xmcgan.cli.pairs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.cli.data.KafkaOptions;
import dev.xmcgan.schemas.ErasureOutcome;
import dev.xmcgan.schemas.PairErasure;
import dev.xmcgan.schemas.limits.PairRules;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Erases pairs and waits for the receipts. */
@Command(
    name = "forget",
    header = "Erases pairs.",
    description =
        "Erases pairs by their ids, or all of a source: from the data set, the replay window, the"
            + " held-out pairs and the captions that are remembered. What weights learned of them"
            + " stays learned. Waits for curation's receipts, so a trainer must be running.")
final class ForgetCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private KafkaOptions kafka;

  @Parameters(paramLabel = "ID", arity = "0..*", description = "Ids of pairs.")
  private List<String> ids = List.of();

  @Option(
      names = "--source",
      paramLabel = "NAME",
      description = "All pairs of this source, as the import named it, that came before.")
  private Optional<String> source;

  @Option(names = "--file", paramLabel = "FILE", description = "Ids of pairs, one a line.")
  private Optional<Path> file;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "For the next receipt, at most (default: ${DEFAULT-VALUE}).")
  private long patience;

  @Option(names = "--json", description = "Tell how it went as one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Set<String> wanted = wanted();
    if (wanted.isEmpty() == source.isEmpty()) {
      throw CommandException.usage("name pairs by ID or --file, or all of a source by --source");
    }
    if (patience < 1) {
      throw CommandException.usage("--wait must be 1 or more, not " + patience);
    }
    List<PairErasure> receipts;
    try (ErasureTopics topics =
        new ErasureTopics(
            kafka.settings(),
            UUID.randomUUID().toString(),
            Duration.ofSeconds(patience),
            Clock.systemUTC())) {
      receipts = source.isPresent() ? topics.forgetSource(source.get()) : topics.forget(wanted);
    }
    PrintWriter out = spec.commandLine().getOut();
    long erased = count(receipts, ErasureOutcome.ERASED);
    if (json) {
      tellAsJson(receipts, erased, out);
    } else {
      tell(receipts, erased, out);
    }
    out.flush();
    if (erased == 0) {
      throw CommandException.failed(
          source
              .map(name -> "no pairs of source %s are held".formatted(name))
              .orElse("none of these pairs is held"));
    }
    return ExitCode.OK;
  }

  private Set<String> wanted() throws IOException {
    List<String> named = new ArrayList<>(ids);
    if (file.isPresent()) {
      try {
        named.addAll(Files.readAllLines(file.get()));
      } catch (CharacterCodingException e) {
        throw CommandException.failed(file.get() + " is not UTF-8", e);
      }
    }
    Set<String> wanted = new LinkedHashSet<>();
    for (String name : named) {
      String id = name.startsWith("\ufeff") ? name.substring(1) : name;
      if (!id.isBlank()) {
        PairRules.id(id)
            .ifPresent(
                why -> {
                  throw CommandException.usage(why.message() + ": " + id);
                });
        wanted.add(id);
      }
    }
    return wanted;
  }

  private static void tell(List<PairErasure> receipts, long erased, PrintWriter out) {
    out.printf("erased %d pairs%n", erased);
    receipts.stream()
        .filter(each -> each.getOutcome() == ErasureOutcome.NOT_FOUND)
        .forEach(each -> out.printf("  not held: %s%n", each.getPairId()));
    receipts.stream()
        .filter(each -> each.getImageStaysWith() != null)
        .forEach(
            each ->
                out.printf(
                    "  %s: its image stays, pair %s has it too%n",
                    each.getPairId(), each.getImageStaysWith()));
    receipts.stream()
        .map(PairErasure::getBytesGoneAt)
        .max(Instant::compareTo)
        .ifPresent(
            gone ->
                out.printf(
                    "Kafka deletes the last bytes of them by %s; what weights learned stays"
                        + " learned.%n",
                    gone.truncatedTo(ChronoUnit.SECONDS)));
  }

  private static void tellAsJson(List<PairErasure> receipts, long erased, PrintWriter out) {
    ObjectNode told = new ObjectMapper().createObjectNode();
    told.put("erased", erased);
    told.put("not_found", count(receipts, ErasureOutcome.NOT_FOUND));
    receipts.stream().findFirst().ifPresent(any -> told.put("erasure", any.getRequestId()));
    receipts.stream()
        .map(PairErasure::getBytesGoneAt)
        .max(Instant::compareTo)
        .ifPresent(gone -> told.put("bytes_gone_at", gone.toString()));
    out.println(told);
  }

  private static long count(List<PairErasure> receipts, ErasureOutcome outcome) {
    return receipts.stream().filter(each -> each.getOutcome() == outcome).count();
  }
}
