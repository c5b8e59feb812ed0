package dev.xmcgan.cli.imports;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.datasets.folder.FolderPairs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A folder of images and captions. */
@Command(
    name = "folder",
    header = "Streams the images of a folder with their captions.",
    description =
        "Streams a folder's images. Captions come from captions.jsonl (lines such as {\"image\":"
            + " \"a.png\", \"captions\": [\"a cat\"]}) or, without that file, from a .txt file of"
            + " the image's name, one caption a line.")
public final class ImportFolderCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ImportTarget target;

  @Parameters(paramLabel = "DIR", description = "The folder.")
  private Path folder;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!Files.isDirectory(folder)) {
      throw CommandException.usage("there is no directory " + folder);
    }
    target.to(spec.commandLine().getOut()).run(new FolderPairs(folder));
    return ExitCode.OK;
  }
}
