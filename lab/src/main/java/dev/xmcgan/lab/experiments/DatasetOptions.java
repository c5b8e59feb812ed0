package dev.xmcgan.lab.experiments;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.datasets.PairProblem;
import dev.xmcgan.datasets.PairSource;
import dev.xmcgan.datasets.formats.DatasetFiles;
import dev.xmcgan.datasets.formats.DatasetFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A data set of files, in any form that {@code import} reads. */
public final class DatasetOptions {
  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      description = "${COMPLETION-CANDIDATES}, with the folder or the files that it lies in.")
  private Optional<DatasetFormat> format;

  @Parameters(
      paramLabel = "DIR|FILE",
      arity = "0..*",
      description = "Where --dataset lies: its folder, its annotations of one split or its shards.")
  private List<Path> paths = List.of();

  @Option(
      names = "--annotations",
      paramLabel = "FILE",
      description = "Annotations of one split, like FILE; may be given several times.")
  private List<Path> annotations = List.of();

  @Option(
      names = "--image-folder",
      paramLabel = "DIR",
      description =
          "Where the data set's images lie, if not in DIR or below; may be given several times.")
  private List<Path> imageFolders = List.of();

  /** Whether one is named. */
  public boolean isPresent() {
    return format.isPresent();
  }

  /**
   * Refuses what makes no sense.
   *
   * @throws CommandException naming it
   */
  public void check() {
    boolean files = !(paths.isEmpty() && annotations.isEmpty());
    if (format.isEmpty() && (files || !imageFolders.isEmpty())) {
      throw CommandException.usage(
          "folders, files, --annotations and --image-folder belong to --dataset");
    }
    if (format.isPresent() && !files) {
      throw CommandException.usage("--dataset goes with the folder or the files that it lies in");
    }
    for (Path path : paths()) {
      if (!Files.exists(path)) {
        throw CommandException.usage("there is no file or directory " + path);
      }
    }
  }

  /**
   * The data set.
   *
   * @param problems hears of what cannot be used
   */
  public PairSource open(Consumer<PairProblem> problems) throws IOException {
    try {
      return format
          .orElseThrow()
          .open(new DatasetFiles(paths(), imageFolders, Optional.empty()), problems);
    } catch (IllegalArgumentException e) {
      throw CommandException.usage(e.getMessage());
    }
  }

  private List<Path> paths() {
    return Stream.concat(paths.stream(), annotations.stream()).toList();
  }
}
