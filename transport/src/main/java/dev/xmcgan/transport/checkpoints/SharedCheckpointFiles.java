package dev.xmcgan.transport.checkpoints;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files of checkpoints under their SHA-256, which the processes of one machine share: what one of
 * them fetched, the others link to. While one fetches a file, others that want it wait; the lock
 * goes with the process that holds it. The files used last stay; one that goes stays wherever it
 * was linked to.
 *
 * <p>Nothing here is trusted: whoever takes a file checks it, and {@link #remove}s what is damaged.
 * Nor is it needed: a directory that is full, or another user's, is told of in the log and costs a
 * fetch.
 */
public final class SharedCheckpointFiles {
  private static final Logger LOG = LoggerFactory.getLogger(SharedCheckpointFiles.class);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
  private static final Duration LEFT_BY_A_CRASH = Duration.ofHours(1);
  private static final String LOCK = ".lock";
  private static final String UNFINISHED = ".part";

  private final Path directory;
  private final int mostFiles;
  private final Duration patience;
  private final Clock clock;

  /**
   * @param directory made when it is needed
   * @param mostFiles that stay
   * @param patience how long to wait for another process that fetches the same file; then this one
   *     fetches it, too
   */
  public SharedCheckpointFiles(Path directory, int mostFiles, Duration patience, Clock clock) {
    this.directory = directory.toAbsolutePath();
    this.mostFiles = mostFiles;
    this.patience = patience;
    this.clock = clock;
  }

  /** Keeps others from fetching the same file until it is closed. */
  interface Turn extends AutoCloseable {
    @Override
    void close();
  }

  /** Waits until nobody else fetches that file, but not for ever. */
  Turn awaitTurn(String sha256) throws InterruptedException {
    try {
      FileChannel channel = awaitLock(sha256);
      return () -> close(channel);
    } catch (IOException e) {
      tell(e);
      return () -> {};
    }
  }

  private FileChannel awaitLock(String sha256) throws IOException, InterruptedException {
    Files.createDirectories(directory);
    // few of them, for they stay
    Path file = directory.resolve(sha256.charAt(0) + LOCK);
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean waited = false;
    try {
      long deadline = System.nanoTime() + patience.toNanos();
      while (!isLocked(channel) && System.nanoTime() < deadline) {
        TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN.toMillis());
      }
      waited = true;
    } finally {
      if (!waited) {
        channel.close();
      }
    }
    return channel;
  }

  private void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      tell(e);
    }
  }

  /**
   * Brings a file to its place, which must be free.
   *
   * @return false when it is not here; part of it may be in its place then
   */
  boolean take(String sha256, Path target) {
    Path shared = directory.resolve(sha256);
    try {
      Files.setLastModifiedTime(shared, FileTime.from(clock.instant()));
      link(shared, target);
      return true;
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      tell(e);
      return false;
    }
  }

  /** Takes over a file that is whole; whoever adds it first wins. */
  void add(String sha256, Path whole) {
    try {
      put(sha256, whole);
      tidy();
    } catch (IOException e) {
      tell(e);
    }
  }

  private void put(String sha256, Path whole) throws IOException {
    Path shared = directory.resolve(sha256);
    if (!Files.exists(shared)) {
      Path unfinished = directory.resolve(sha256 + "." + UUID.randomUUID() + UNFINISHED);
      try {
        link(whole, unfinished);
        Files.move(unfinished, shared, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(unfinished);
      }
    }
    Files.setLastModifiedTime(shared, FileTime.from(clock.instant()));
  }

  /** Lets go of a file that is damaged. */
  void remove(String sha256) {
    try {
      Files.deleteIfExists(directory.resolve(sha256));
    } catch (IOException e) {
      tell(e);
    }
  }

  private void tell(IOException trouble) {
    LOG.atWarn()
        .setCause(trouble)
        .addKeyValue("directory", directory)
        .log("shared files of checkpoints cannot be used; they are fetched");
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  /** On another file system, a copy. */
  private static void link(Path from, Path to) throws IOException {
    try {
      Files.createLink(to, from);
    } catch (NoSuchFileException | FileAlreadyExistsException e) {
      throw e;
    } catch (FileSystemException | UnsupportedOperationException e) {
      Files.copy(from, to);
    }
  }

  private void tidy() throws IOException {
    Map<Path, FileTime> used = new HashMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(each -> !each.toString().endsWith(LOCK)).toList()) {
        try {
          used.put(file, Files.getLastModifiedTime(file));
        } catch (NoSuchFileException e) {
          // another process tidied up
        }
      }
    }
    FileTime longAgo = FileTime.from(clock.instant().minus(LEFT_BY_A_CRASH));
    List<Path> whole = new ArrayList<>();
    for (Path file : used.keySet()) {
      if (!file.toString().endsWith(UNFINISHED)) {
        whole.add(file);
      } else if (used.get(file).compareTo(longAgo) < 0) {
        Files.deleteIfExists(file);
      }
    }
    whole.sort(Comparator.comparing(used::get, Comparator.reverseOrder()));
    for (Path file : whole.subList(Math.min(mostFiles, whole.size()), whole.size())) {
      Files.deleteIfExists(file);
    }
  }
}
