package dev.xmcgan.cli.pairs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.cli.data.DataOption;
import dev.xmcgan.cli.generate.GatewayOptions;
import dev.xmcgan.schemas.limits.PairRules;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells the way of a pair. */
@Command(
    name = "show",
    header = "Tells what became of a pair.",
    description =
        "Tells what became of a pair: when it was accepted, why it was rejected, which training step"
            + " first trained the generator on it, which release was the first to have learned it.")
final class ShowPairCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DataOption data;
  @Mixin private GatewayOptions gateway;

  @Parameters(paramLabel = "ID", description = "Id of a pair.")
  private String id;

  @Option(names = "--json", description = "Tell it as one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    PairRules.id(id)
        .ifPresent(
            why -> {
              throw CommandException.usage(why.message() + ": " + id);
            });
    JsonNode way = gateway.client(data.directory()).get(path());
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(way.toPrettyString());
    } else {
      tell(way, out);
    }
    out.flush();
    return ExitCode.OK;
  }

  private String path() {
    try {
      return new URI(null, null, "/v1/pairs/" + id, null).getRawPath();
    } catch (URISyntaxException e) {
      throw CommandException.usage("no pair has the id " + id);
    }
  }

  private static void tell(JsonNode way, PrintWriter out) {
    out.printf("%s  %s%n", way.path("id").asText(), way.path("status").asText());
    line(out, way.path("accepted"), "accepted %s  %s", "at", "record");
    line(out, way.path("rejected"), "rejected %s  %s: %s", "at", "reason", "detail");
    line(out, way.path("curated"), "curated  %s, %s", "record", "split");
    line(out, way.path("learned"), "learned  %s  at step %s, in %s", "at", "step", "checkpoint");
    line(
        out,
        way.path("first_drawn_by"),
        "drawn    since %s on %s by %s",
        "at",
        "channel",
        "checkpoint");
    line(
        out,
        way.path("erased"),
        "erased   %s  the last bytes are gone by %s",
        "at",
        "bytes_gone_at");
    if (!way.path("complete").asBoolean(true)) {
      out.println("  too much came after it to be read: something later may have happened");
    }
  }

  private static void line(PrintWriter out, JsonNode part, String format, String... fields) {
    if (part.isObject()) {
      Object[] values = new Object[fields.length];
      for (int i = 0; i < fields.length; i++) {
        values[i] = part.path(fields[i]).asText("");
      }
      out.println(("  " + format.formatted(values)).stripTrailing());
    }
  }
}
