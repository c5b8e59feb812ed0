package dev.xmcgan.cli.imports;

import dev.xmcgan.cli.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Pairs in. */
@Command(
    name = "import",
    header = "Streams image-text pairs to the trainer.",
    description =
        "Streams image-text pairs of a data set to the topic image-text-pairs. The same import run"
            + " again goes on where it stopped, killed or not; what comes twice all the same is"
            + " recognised and trained on once. What is not taken is told, by its kind, with a count;"
            + " an import of which nothing could be sent ends with exit code 1.",
    synopsisSubcommandLabel = "DATASET",
    subcommands = {
      ImportScenesCommand.class,
      ImportFolderCommand.class,
      ImportCoco14Command.class,
      ImportLnCocoCommand.class,
      ImportLnOpenImagesCommand.class,
      ImportFlickr8kCommand.class,
      ImportWebDatasetCommand.class
    })
public final class ImportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return ExitCode.USAGE;
  }
}
