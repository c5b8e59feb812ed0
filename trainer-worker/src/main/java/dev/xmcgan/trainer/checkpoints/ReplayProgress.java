package dev.xmcgan.trainer.checkpoints;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * What a checkpoint remembers beside the weights: a file of its own in it.
 *
 * @param credit steps earned by pairs that will not be read again
 * @param skips steps given up so far
 */
public record ReplayProgress(double credit, long skips) {
  /** Name of the file. */
  public static final String FILE = "replay.properties";

  /** Of a training that starts. */
  public static ReplayProgress none() {
    return new ReplayProgress(0, 0);
  }

  /** Writes the file into a checkpoint directory. */
  public void write(Path directory) throws IOException {
    Files.writeString(directory.resolve(FILE), "credit=" + credit + "\nskips=" + skips + "\n");
  }

  /**
   * Reads it back; a checkpoint without the file remembers nothing.
   *
   * @throws IOException when the file holds something else
   */
  public static ReplayProgress read(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    if (!Files.exists(file)) {
      return none();
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
      double credit = Double.parseDouble(properties.getProperty("credit", "0"));
      return new ReplayProgress(
          Double.isFinite(credit) ? credit : 0,
          Long.parseLong(properties.getProperty("skips", "0")));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " is no replay progress: " + e.getMessage(), e);
    }
  }
}
