package dev.xmcgan.transport.checkpoints;

import dev.xmcgan.safetensors.Sha256;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.CheckpointFile;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.checkpoints.CheckpointTransferException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Brings checkpoints from Kafka into directories {@code <cache>/<checkpoint id>}. Each file is
 * written beside its place, checked for size and SHA-256, and moved in atomically; what is there
 * already and passes the same check is not fetched again. The cache directory belongs to one
 * process; {@link SharedCheckpointFiles} stand between it and Kafka where they are given.
 */
public final class CheckpointFetcher {

  private static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(30);
  private static final String UNFINISHED = ".part";

  private final KafkaSettings settings;
  private final Path cache;
  private final Duration patience;
  private final Optional<SharedCheckpointFiles> shared;

  public CheckpointFetcher(KafkaSettings settings, Path cache) {
    this(settings, cache, DEFAULT_PATIENCE);
  }

  /**
   * @param shared where other processes of this machine may have what is wanted
   */
  public CheckpointFetcher(
      KafkaSettings settings, Path cache, Optional<SharedCheckpointFiles> shared) {
    this(settings, cache, DEFAULT_PATIENCE, shared);
  }

  /**
   * @param patience how long to wait for the next chunk
   */
  public CheckpointFetcher(KafkaSettings settings, Path cache, Duration patience) {
    this(settings, cache, patience, Optional.empty());
  }

  private CheckpointFetcher(
      KafkaSettings settings,
      Path cache,
      Duration patience,
      Optional<SharedCheckpointFiles> shared) {
    this.settings = settings;
    this.cache = cache.toAbsolutePath();
    this.patience = patience;
    this.shared = shared;
  }

  /** All files of the checkpoint. */
  public Path fetch(Checkpoint manifest) throws CheckpointTransferException, InterruptedException {
    return fetch(manifest, name -> true);
  }

  /**
   * The wanted files of the checkpoint; serving needs no optimizer state.
   *
   * @return the directory, in which every wanted file is whole
   */
  public Path fetch(Checkpoint manifest, Predicate<String> wanted)
      throws CheckpointTransferException, InterruptedException {
    Manifests.check(manifest);
    String id = manifest.getCheckpointId();
    Path directory = cache.resolve(id);
    try {
      Files.createDirectories(directory);
      deleteUnfinished(directory);
      List<CheckpointFile> missing = new ArrayList<>();
      for (CheckpointFile file : manifest.getFiles()) {
        if (wanted.test(file.getName()) && !isWhole(directory.resolve(file.getName()), file)) {
          missing.add(file);
        }
      }
      if (!missing.isEmpty()) {
        requireRoom(id, directory, missing);
        try (ChunkReader chunks = new ChunkReader(settings, id, patience)) {
          for (CheckpointFile file : missing) {
            bring(id, directory, file, chunks);
          }
        }
      }
      return directory;
    } catch (CheckpointTransferException e) {
      throw e;
    } catch (IOException e) {
      throw new CheckpointTransferException(
          id, Reason.DISK, "cannot write to %s: %s".formatted(directory, e.getMessage()), e);
    }
  }

  /** Removes all checkpoints from the cache but those. */
  public void keepOnly(Set<String> checkpointIds) throws IOException {
    if (!Files.isDirectory(cache)) {
      return;
    }
    try (Stream<Path> directories = Files.list(cache)) {
      for (Path directory : directories.filter(Files::isDirectory).toList()) {
        if (!checkpointIds.contains(directory.getFileName().toString())) {
          delete(directory);
        }
      }
    }
  }

  private void bring(String id, Path directory, CheckpointFile file, ChunkReader chunks)
      throws IOException, InterruptedException {
    if (shared.isEmpty()) {
      download(id, directory, file, chunks);
      return;
    }
    SharedCheckpointFiles files = shared.get();
    try (SharedCheckpointFiles.Turn turn = files.awaitTurn(file.getSha256())) {
      if (!take(files, directory, file)) {
        download(id, directory, file, chunks);
        files.add(file.getSha256(), directory.resolve(file.getName()));
      }
    }
  }

  /** What is damaged is let go of and fetched. */
  private static boolean take(SharedCheckpointFiles files, Path directory, CheckpointFile file)
      throws IOException {
    Path unfinished = unfinished(directory, file);
    try {
      if (!files.take(file.getSha256(), unfinished)) {
        return false;
      }
      if (!isWhole(unfinished, file)) {
        files.remove(file.getSha256());
        return false;
      }
      moveIn(unfinished, directory, file);
      return true;
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  private static void download(String id, Path directory, CheckpointFile file, ChunkReader chunks)
      throws IOException, InterruptedException {
    Path unfinished = unfinished(directory, file);
    try {
      chunks.copy(file, unfinished);
      requireWhole(id, unfinished, file);
      moveIn(unfinished, directory, file);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  private static Path unfinished(Path directory, CheckpointFile file) {
    return directory.resolve("." + file.getName() + "." + UUID.randomUUID() + UNFINISHED);
  }

  private static void moveIn(Path unfinished, Path directory, CheckpointFile file)
      throws IOException {
    Files.move(unfinished, directory.resolve(file.getName()), StandardCopyOption.ATOMIC_MOVE);
  }

  private static boolean isWhole(Path path, CheckpointFile file) throws IOException {
    return Files.isRegularFile(path)
        && Files.size(path) == file.getSizeBytes()
        && Sha256.of(path).equals(file.getSha256());
  }

  private static void requireWhole(String id, Path path, CheckpointFile file) throws IOException {
    long size = Files.size(path);
    if (size != file.getSizeBytes()) {
      throw new CheckpointTransferException(
          id,
          Reason.WRONG_SIZE,
          "%s has %d bytes, its manifest says %d"
              .formatted(file.getName(), size, file.getSizeBytes()));
    }
    String hash = Sha256.of(path);
    if (!hash.equals(file.getSha256())) {
      throw new CheckpointTransferException(
          id,
          Reason.WRONG_HASH,
          "%s has SHA-256 %s, its manifest says %s"
              .formatted(file.getName(), hash, file.getSha256()));
    }
  }

  private static void requireRoom(String id, Path directory, List<CheckpointFile> files)
      throws IOException {
    long needed = files.stream().mapToLong(CheckpointFile::getSizeBytes).sum();
    long there = Files.getFileStore(directory).getUsableSpace();
    if (needed > there) {
      throw new CheckpointTransferException(
          id,
          Reason.DISK,
          "needs %d bytes in %s, where %d are free".formatted(needed, directory, there));
    }
  }

  /** What an earlier process left when it was killed. */
  private static void deleteUnfinished(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(path -> path.toString().endsWith(UNFINISHED)).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
