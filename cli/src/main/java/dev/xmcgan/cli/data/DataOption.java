package dev.xmcgan.cli.data;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that names the data directory. */
public final class DataOption {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "${env:XMCGAN_DATA:-data}",
      description = "Where the stack keeps its state (default: ./data, or XMCGAN_DATA).")
  private Path path;

  public DataDirectory directory() {
    return new DataDirectory(path.toAbsolutePath().normalize());
  }
}
