package dev.xmcgan.trainer.replay;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Files that nothing reads but the process that made them. */
public final class ScratchFiles {
  private ScratchFiles() {}

  /**
   * An empty file, to read and write; it goes when it is closed. Where the system allows it, its
   * name goes at once and its room with the process, however that ends.
   *
   * @param directory made when it is missing; files of the same ending in it were left by a process
   *     that was killed, and are removed
   * @param ending of its name
   */
  public static FileChannel open(Path directory, String ending) throws IOException {
    Files.createDirectories(directory);
    try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, "*" + ending)) {
      for (Path old : left) {
        Files.deleteIfExists(old);
      }
    }
    return FileChannel.open(
        Files.createTempFile(directory, "scratch-", ending),
        StandardOpenOption.READ,
        StandardOpenOption.WRITE,
        StandardOpenOption.DELETE_ON_CLOSE);
  }
}
