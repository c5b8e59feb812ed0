package dev.xmcgan.cli.imports;

import dev.xmcgan.datasets.formats.DatasetFiles;
import dev.xmcgan.datasets.formats.DatasetFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Tar shards. */
@Command(
    name = "webdataset",
    header = "Streams the shards of a WebDataset.",
    description =
        "Streams tar files (also .tar.gz) without unpacking them. Neighbours of one name are a"
            + " pair: key.jpg, .png or .webp with the captions in key.txt, one a line, or else as"
            + " caption, captions or text in key.json.")
public final class ImportWebDatasetCommand extends DatasetImport {
  @Parameters(
      paramLabel = "SHARD|DIR",
      arity = "1..*",
      description = "Shards in this order, or folders of them.")
  private List<Path> shards;

  public ImportWebDatasetCommand() {
    super(DatasetFormat.WEBDATASET);
  }

  @Override
  DatasetFiles files() {
    return new DatasetFiles(shards, List.of(), Optional.empty());
  }
}
