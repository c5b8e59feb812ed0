package dev.xmcgan.lab.training;

import dev.xmcgan.cli.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Checkpoints of one training under a folder, {@code step-000500} and so on: each appears whole,
 * with one move, so that training which is cut off while it saves can go on from the one before.
 */
public final class SavedSteps {
  private static final String PREFIX = "step-";
  private static final String UNFINISHED = "saving";
  private static final String CONFIG = "config.json";
  private static final int KEPT = 2;

  private final Path folder;

  SavedSteps(Path folder) {
    this.folder = folder;
  }

  /** Writes the files of a checkpoint into the folder it is given. */
  @FunctionalInterface
  interface Writer {
    void write(Path directory) throws IOException;
  }

  /** Saves one checkpoint and deletes all but the newest two. */
  Path save(long step, Writer writer) throws IOException {
    Path unfinished = folder.resolve(UNFINISHED);
    delete(unfinished);
    Files.createDirectories(unfinished);
    writer.write(unfinished);
    Path saved = folder.resolve(name(step));
    delete(saved);
    Files.move(unfinished, saved, StandardCopyOption.ATOMIC_MOVE);
    List<Path> all = all();
    for (Path old : all.subList(0, Math.max(0, all.size() - KEPT))) {
      delete(old);
    }
    return saved;
  }

  /** The newest checkpoint. */
  Optional<Path> newest() throws IOException {
    List<Path> all = all();
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
  }

  /** The checkpoint of that step. */
  Path at(long step) {
    Path saved = folder.resolve(name(step));
    if (!Files.exists(saved.resolve(CONFIG))) {
      throw CommandException.failed(
          "%s has gone past step %d and kept no checkpoint of it; delete it to begin anew"
              .formatted(folder, step));
    }
    return saved;
  }

  /** The step of a checkpoint that was saved here. */
  static long stepOf(Path saved) {
    return Long.parseLong(saved.getFileName().toString().substring(PREFIX.length()));
  }

  /**
   * What to go on from: the directory itself if it is a checkpoint, else the newest below it.
   *
   * @throws CommandException when there is no such directory, or no checkpoint in it
   */
  public static Path checkpointIn(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw CommandException.usage("there is no directory " + directory);
    }
    if (Files.exists(directory.resolve(CONFIG))) {
      return directory;
    }
    return new SavedSteps(directory)
        .newest()
        .orElseThrow(() -> CommandException.failed("there is no checkpoint in " + directory));
  }

  private static String name(long step) {
    return String.format(Locale.ROOT, "%s%06d", PREFIX, step);
  }

  private List<Path> all() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(PREFIX))
          .filter(file -> Files.exists(file.resolve(CONFIG)))
          .sorted()
          .toList();
    }
  }

  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }
}
