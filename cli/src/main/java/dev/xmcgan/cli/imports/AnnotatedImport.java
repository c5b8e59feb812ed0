package dev.xmcgan.cli.imports;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.datasets.formats.DatasetFiles;
import dev.xmcgan.datasets.formats.DatasetFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A data set of annotation files and folders of images. */
abstract class AnnotatedImport extends DatasetImport {
  @Parameters(
      paramLabel = "FILE|DIR",
      arity = "1..*",
      description = "Annotations of one split, or the folder that holds them and the images.")
  private List<Path> files;

  @Option(
      names = "--image-folder",
      paramLabel = "DIR",
      description =
          "Where the images lie, if not in the folder DIR or below; may be given several times.")
  private List<Path> imageFolders = List.of();

  @Option(
      names = "--split",
      paramLabel = "NAME",
      description = "Which annotations of a folder: train, val or test.")
  private Optional<String> split;

  AnnotatedImport(DatasetFormat format) {
    super(format);
  }

  @Override
  final DatasetFiles files() {
    if (imageFolders.isEmpty() && files.stream().anyMatch(Files::isRegularFile)) {
      throw CommandException.usage("--image-folder is missing: where the images lie");
    }
    return new DatasetFiles(files, imageFolders, split);
  }
}
