package dev.xmcgan.cli.pairs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.cli.data.DataOption;
import dev.xmcgan.cli.generate.GatewayClient;
import dev.xmcgan.cli.generate.GatewayOptions;
import dev.xmcgan.cli.progress.Progress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Teaches many pairs over HTTP. Memory holds one call's pairs, however long the file is. */
@Command(
    name = "batch",
    header = "Sends many pairs of a file, a JSON object a line.",
    description =
        "Sends pairs to be learned, a line each: {\"image\": BASE64, \"captions\": [..]}, and \"id\""
            + " and \"source\" where they are known. A line that is rejected costs itself alone."
            + " Data sets with image files go by import.")
final class SendPairsCommand implements Callable<Integer> {
  private static final Path STANDARD_INPUT = Path.of("-");

  /** Of one call, which the gateway takes with room to spare. */
  private static final int MOST_PAIRS = 500;

  private static final int MOST_BYTES = 32 << 20;

  @Spec private CommandSpec spec;
  @Mixin private DataOption data;
  @Mixin private GatewayOptions gateway;

  @Parameters(paramLabel = "FILE", description = "With the pairs; - is standard input.")
  private Path file;

  @Option(
      names = "--json",
      description = "Tell what became of each as a JSON object a line: its line, and id or error.")
  private boolean json;

  private long accepted;
  private long rejected;

  /** Lines that go together, and where they are in the file. */
  private record Lines(List<Long> numbers, StringBuilder text) {
    Lines() {
      this(new ArrayList<>(), new StringBuilder());
    }

    boolean hasRoomFor(String line) {
      return numbers.isEmpty()
          || numbers.size() < MOST_PAIRS && text.length() + line.length() < MOST_BYTES;
    }

    void add(long number, String line) {
      numbers.add(number);
      text.append(line).append('\n');
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    GatewayClient client = gateway.client(data.directory());
    try (BufferedReader in = open();
        Progress progress = Progress.over("sending pairs", OptionalLong.empty(), "pairs")) {
      Lines lines = new Lines();
      long number = 0;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        number++;
        if (line.isBlank()) {
          continue;
        }
        if (!lines.hasRoomFor(line)) {
          send(lines, client, progress);
          lines = new Lines();
        }
        lines.add(number, line);
      }
      send(lines, client, progress);
    }
    if (!json) {
      spec.commandLine().getOut().printf("accepted %d pairs, rejected %d%n", accepted, rejected);
    }
    return rejected == 0 ? ExitCode.OK : ExitCode.FAILED;
  }

  /** As the bytes are, a character each: whether they are UTF-8 is for the gateway to say. */
  private BufferedReader open() throws IOException {
    if (file.equals(STANDARD_INPUT)) {
      return new BufferedReader(new InputStreamReader(System.in, ISO_8859_1));
    }
    if (!Files.isRegularFile(file)) {
      throw CommandException.usage("there is no file " + file);
    }
    return Files.newBufferedReader(file, ISO_8859_1);
  }

  private void send(Lines lines, GatewayClient client, Progress progress)
      throws InterruptedException {
    if (lines.numbers().isEmpty()) {
      return;
    }
    JsonNode answers;
    try {
      byte[] body = lines.text().toString().getBytes(ISO_8859_1);
      answers = client.post("/v1/pairs/batch", "application/x-ndjson", body).path("data");
    } catch (CommandException refused) {
      throw accepted + rejected == 0 ? refused : stopped(lines, refused.getMessage(), refused);
    }
    if (answers.size() != lines.numbers().size()) {
      String why =
          "the gateway told of %d of %d lines".formatted(answers.size(), lines.numbers().size());
      throw stopped(lines, why, null);
    }
    for (JsonNode answer : answers) {
      tell(lines.numbers().get(answer.path("position").asInt()), answer);
    }
    progress.step(answers.size());
  }

  private CommandException stopped(Lines lines, String why, Throwable cause) {
    return CommandException.failed(
        "%d pairs were accepted; from line %d on it is not known: %s"
            .formatted(accepted, lines.numbers().get(0), why),
        cause);
  }

  private void tell(long line, JsonNode answer) {
    JsonNode error = answer.path("error");
    if (error.isObject()) {
      rejected++;
    } else {
      accepted++;
    }
    if (json) {
      ObjectNode told = ((ObjectNode) answer).put("line", line);
      told.remove("position");
      spec.commandLine().getOut().println(told);
    } else if (error.isObject()) {
      spec.commandLine()
          .getErr()
          .printf(
              "line %d: %s: %s%n",
              line, error.path("code").asText(), error.path("message").asText());
    }
  }
}
