package dev.xmcgan.cli.data;

import dev.xmcgan.cli.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Names the files of a stack's data directory.
 *
 * @param root absolute
 */
public record DataDirectory(Path root) {
  private static final long MEBIBYTE = 1L << 20;

  /** The lock of the launcher that runs on this directory. */
  public Path lock() {
    return root.resolve(".lock");
  }

  /** Pids, ports and start instants of what runs. */
  public Path state() {
    return root.resolve("state.json");
  }

  public Path kafka() {
    return root.resolve("kafka");
  }

  public Path registry() {
    return root.resolve("registry");
  }

  /** Archives of loaded classes, where the project's own folder takes none from this user. */
  public Path classArchives() {
    return root.resolve("class-archives");
  }

  public Path logs() {
    return root.resolve("logs");
  }

  public Path log(String service) {
    return logs().resolve(service + ".log");
  }

  /** A service's own folder, for what it may lose. */
  public Path service(String name) {
    return root.resolve(name);
  }

  /** Makes the directory and its log folder. */
  public void create() {
    try {
      Files.createDirectories(logs());
    } catch (IOException e) {
      throw CommandException.failed("cannot create " + logs() + ": " + e.getMessage(), e);
    }
    if (!Files.isWritable(root)) {
      throw CommandException.failed("cannot write to " + root + "; choose another with --data");
    }
  }

  /** Fails when the disk under the directory has less free space than this. */
  public void requireFreeSpace(long mebibytes) {
    long free;
    try {
      free = Files.getFileStore(root).getUsableSpace() / MEBIBYTE;
    } catch (IOException e) {
      throw CommandException.failed("cannot read the free space of " + root, e);
    }
    if (free < mebibytes) {
      throw CommandException.failed(
          String.format(
              "too little disk space: %d MiB free under %s, %d MiB needed; "
                  + "free some or choose another place with --data",
              free, root, mebibytes));
    }
  }
}
