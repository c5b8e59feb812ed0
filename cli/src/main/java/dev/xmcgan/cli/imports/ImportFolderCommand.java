package dev.xmcgan.cli.imports;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.datasets.formats.DatasetFiles;
import dev.xmcgan.datasets.formats.DatasetFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** A folder of images and captions. */
@Command(
    name = "folder",
    header = "Streams the images of a folder with their captions.",
    description =
        "Streams the images of a folder and of those below it, links followed. Captions come from"
            + " metadata.jsonl (lines such as {\"file_name\": \"a.png\", \"text\": \"a cat\"}),"
            + " else from captions.jsonl ({\"image\": \"a.png\", \"captions\": [\"a cat\"]}), else from"
            + " captions.txt (a.png#0, a tab, a cat), else from a .txt file of the image's name,"
            + " one caption a line. Several lines of one image are one pair.")
public final class ImportFolderCommand extends DatasetImport {
  @Parameters(paramLabel = "DIR", description = "The folder.")
  private Path folder;

  public ImportFolderCommand() {
    super(DatasetFormat.FOLDER);
  }

  @Override
  DatasetFiles files() {
    if (!Files.isDirectory(folder)) {
      throw CommandException.usage("there is no directory " + folder);
    }
    return DatasetFiles.of(folder);
  }
}
