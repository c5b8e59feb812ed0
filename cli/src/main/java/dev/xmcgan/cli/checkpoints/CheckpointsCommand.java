package dev.xmcgan.cli.checkpoints;

import dev.xmcgan.cli.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Checkpoints in Kafka. */
@Command(
    name = "checkpoints",
    header = "Lists, shows, releases, exports and imports checkpoints.",
    description =
        "Lists, shows and exports the checkpoints that training has published, changes which one is"
            + " released, and imports others.",
    subcommands = {
      ShelfCommands.List.class,
      ShelfCommands.Show.class,
      ReleaseCommands.Promote.class,
      ReleaseCommands.Rollback.class,
      ReleaseCommands.Pin.class,
      ReleaseCommands.Unpin.class,
      ExportCheckpointCommand.class,
      ImportCheckpointCommand.class
    })
public final class CheckpointsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return ExitCode.USAGE;
  }
}
