package dev.xmcgan.cli.requests;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.ExitCode;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What happens in the service, as it happens. */
@Command(
    name = "events",
    header = "Shows releases, workers and training's metrics as they come.",
    description =
        "Shows the newest of each and then what comes, a line each, until Ctrl-C or the gateway"
            + " ends. With --json a line is an object of the event's name and data.")
public final class EventsCommand implements Callable<Integer> {
  private static final String EVENT = "event:";
  private static final String DATA = "data:";
  private static final String UNNAMED = "message";

  @Mixin private AskingOptions asking;

  @Option(
      names = {"-n", "--count"},
      paramLabel = "N",
      description = "End after so many events (default: never).")
  private long count = Long.MAX_VALUE;

  @Override
  public Integer call() throws InterruptedException {
    try {
      tellAll(asking.out());
    } catch (UncheckedIOException e) {
      throw CommandException.failed(
          "the gateway ended the stream: " + e.getCause().getMessage(), e);
    }
    return ExitCode.OK;
  }

  private void tellAll(PrintWriter out) throws InterruptedException {
    String name = UNNAMED;
    long told = 0;
    try (Stream<String> stream = asking.client().lines("/v1/events")) {
      Iterator<String> lines = stream.iterator();
      while (told < count && lines.hasNext()) {
        String line = lines.next();
        if (line.isEmpty()) {
          name = UNNAMED;
        } else if (line.startsWith(EVENT)) {
          name = line.substring(EVENT.length()).strip();
        } else if (line.startsWith(DATA)) {
          String data = line.substring(DATA.length()).strip();
          out.println(
              asking.json()
                  ? "{\"event\":\"%s\",\"data\":%s}".formatted(name, data)
                  : "%-8s %s".formatted(name, data));
          out.flush();
          told++;
        }
      }
    }
  }
}
