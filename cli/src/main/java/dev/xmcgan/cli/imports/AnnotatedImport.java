package dev.xmcgan.cli.imports;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.datasets.PairProblem;
import dev.xmcgan.datasets.PairSource;
import dev.xmcgan.datasets.annotations.AnnotatedDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A data set of annotation files and folders of images. */
abstract class AnnotatedImport implements Callable<Integer> {
  private final AnnotatedDataset dataset;

  @Spec private CommandSpec spec;
  @Mixin private ImportTarget target;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Annotations of one split.")
  private List<Path> files;

  @Option(
      names = "--image-folder",
      paramLabel = "DIR",
      required = true,
      description = "Where the images lie; may be given several times.")
  private List<Path> imageFolders;

  AnnotatedImport(AnnotatedDataset dataset) {
    this.dataset = dataset;
  }

  @Override
  public final Integer call() throws IOException, InterruptedException {
    for (Path file : files) {
      if (!Files.isRegularFile(file)) {
        throw CommandException.usage("there is no file " + file);
      }
    }
    target.to(spec.commandLine().getOut()).run(this::open);
    return ExitCode.OK;
  }

  private PairSource open(Consumer<PairProblem> problems) throws IOException {
    try {
      return dataset.open(files, imageFolders, problems);
    } catch (IllegalArgumentException e) {
      throw CommandException.usage(e.getMessage());
    }
  }
}
