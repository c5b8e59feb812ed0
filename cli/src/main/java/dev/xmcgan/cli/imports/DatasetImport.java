package dev.xmcgan.cli.imports;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.datasets.PairProblem;
import dev.xmcgan.datasets.PairSource;
import dev.xmcgan.datasets.formats.DatasetFiles;
import dev.xmcgan.datasets.formats.DatasetFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A data set of files. */
abstract class DatasetImport implements Callable<Integer> {
  private final DatasetFormat format;

  @Spec private CommandSpec spec;
  @Mixin private ImportTarget target;

  @Option(
      names = "--sentence-windows",
      negatable = true,
      description =
          "Captions longer than the model reads are learned in windows of sentences, one drawn each"
              + " time, instead of their beginning alone (default: for Localized Narratives).")
  private Boolean sentenceWindows;

  DatasetImport(DatasetFormat format) {
    this.format = format;
  }

  /** Whether long captions are learned in windows where the options do not say. */
  boolean windowsByDefault() {
    return false;
  }

  /**
   * Where it lies.
   *
   * @throws CommandException when the options do not say
   */
  abstract DatasetFiles files();

  @Override
  public final Integer call() throws IOException, InterruptedException {
    DatasetFiles files = files();
    requireThere(files.paths());
    requireThere(files.imageFolders());
    boolean windows = sentenceWindows == null ? windowsByDefault() : sentenceWindows;
    target.run(
        problems -> windows ? new WindowedCaptions(open(files, problems)) : open(files, problems),
        spec.commandLine().getOut());
    return ExitCode.OK;
  }

  private PairSource open(DatasetFiles files, Consumer<PairProblem> problems) throws IOException {
    try {
      return format.open(files, problems);
    } catch (IllegalArgumentException | NoSuchFileException e) {
      throw CommandException.usage(e.getMessage());
    } catch (NotDirectoryException e) {
      throw CommandException.usage(e.getMessage() + " is no directory");
    }
  }

  private static void requireThere(List<Path> paths) {
    for (Path path : paths) {
      if (!Files.exists(path)) {
        throw CommandException.usage("there is no file or directory " + path);
      }
    }
  }
}
