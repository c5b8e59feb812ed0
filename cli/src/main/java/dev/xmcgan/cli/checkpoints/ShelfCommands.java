package dev.xmcgan.cli.checkpoints;

import com.fasterxml.jackson.databind.JsonNode;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.cli.data.KafkaOptions;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The commands that look at what is there. */
final class ShelfCommands {
  private ShelfCommands() {}

  /** What they have in common. */
  abstract static class Look implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private KafkaOptions kafka;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    /** Writes what was asked for. */
    abstract void print(CheckpointShelf shelf, CheckpointLines lines, PrintWriter out);

    /** The same for programs. */
    abstract JsonNode json(CheckpointShelf shelf, CheckpointJson json);

    @Override
    public Integer call() throws InterruptedException {
      CheckpointShelf shelf = CheckpointShelf.read(kafka.settings());
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(json(shelf, new CheckpointJson(shelf.book())).toPrettyString());
      } else {
        print(shelf, new CheckpointLines(shelf.book(), Instant.now()), out);
      }
      out.flush();
      return ExitCode.OK;
    }
  }

  /** All of them. */
  @Command(
      name = "list",
      description = "Every checkpoint, the newest first, with its verdict; * marks releases.")
  static final class List extends Look {
    @Override
    void print(CheckpointShelf shelf, CheckpointLines lines, PrintWriter out) {
      lines.list(shelf.checkpoints(), out);
    }

    @Override
    JsonNode json(CheckpointShelf shelf, CheckpointJson json) {
      return json.list(shelf.checkpoints());
    }
  }

  /** One of them. */
  @Command(name = "show", description = "One checkpoint: manifest, verdict, scores.")
  static final class Show extends Look {
    @Parameters(paramLabel = "ID", description = "Checkpoint id or release channel.")
    private String id;

    @Override
    void print(CheckpointShelf shelf, CheckpointLines lines, PrintWriter out) {
      lines.show(shelf.find(id), out);
    }

    @Override
    JsonNode json(CheckpointShelf shelf, CheckpointJson json) {
      return json.show(shelf.find(id));
    }
  }
}
