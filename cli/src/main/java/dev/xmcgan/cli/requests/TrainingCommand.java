package dev.xmcgan.cli.requests;

import com.fasterxml.jackson.databind.JsonNode;
import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.ExitCode;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What trainers measured. */
@Command(
    name = "training",
    header = "Shows what trainers measured.",
    description = "Shows the newest scalars of training, a line each, the newest first.")
public final class TrainingCommand implements Callable<Integer> {
  private static final int MOST = 2_000;

  @Mixin private AskingOptions asking;

  @Option(
      names = {"-n", "--lines"},
      paramLabel = "N",
      defaultValue = "20",
      description = "At most so many, up to 2000 (default: ${DEFAULT-VALUE}).")
  private int lines;

  @Option(
      names = "--before",
      paramLabel = "ID",
      description = "Those older than that one, as --json tells its id.")
  private String before;

  @Option(names = "--trainer", paramLabel = "ID", description = "Those of one trainer.")
  private String trainer;

  @Option(
      names = "--csv",
      description = "As a table in the order of time, a column for each scalar.")
  private boolean csv;

  @Override
  public Integer call() throws InterruptedException {
    if (lines < 1 || lines > MOST) {
      throw CommandException.usage("-n " + lines + " is not between 1 and " + MOST);
    }
    String path =
        "/v1/training?limit=" + lines + query("before", before) + query("trainer", trainer);
    if (csv) {
      byte[] table = asking.client().bytes(path, "Accept", "text/csv");
      asking.out().print(new String(table, StandardCharsets.UTF_8));
      asking.out().flush();
    } else {
      JsonNode history = asking.client().get(path);
      asking.tell(history, out -> tell(history, out));
    }
    return ExitCode.OK;
  }

  private static String query(String name, String value) {
    return value == null ? "" : "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  private static void tell(JsonNode history, PrintWriter out) {
    for (JsonNode measured : history.path("data")) {
      out.printf(
          "%s  %s  step %d  %.2f steps/s  %s%n",
          measured.path("measured_at").asText(),
          measured.path("trainer").asText(),
          measured.path("step").asLong(),
          measured.path("steps_per_second").asDouble(),
          measured.path("scalars").properties().stream()
              .map(scalar -> "%s %.4g".formatted(scalar.getKey(), scalar.getValue().asDouble()))
              .collect(Collectors.joining("  ")));
    }
  }
}
