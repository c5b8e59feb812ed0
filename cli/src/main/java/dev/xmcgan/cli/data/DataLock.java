package dev.xmcgan.cli.data;

import dev.xmcgan.cli.CommandException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The lock on a data directory: held by the operating system as long as the launcher lives, with
 * the launcher's pid inside for the others to read. The system frees it when the launcher dies, so
 * a pid left in a free lock names one that was killed.
 */
public final class DataLock implements AutoCloseable {
  private final FileChannel channel;
  private final OptionalLong previousOwner;

  private DataLock(FileChannel channel, OptionalLong previousOwner) {
    this.channel = channel;
    this.previousOwner = previousOwner;
  }

  /**
   * Takes the lock for this process.
   *
   * @throws CommandException when a living process holds it
   */
  public static DataLock acquire(DataDirectory data) {
    return tryAcquire(data)
        .orElseThrow(
            () ->
                CommandException.failed(
                    String.format(
                        "%s is in use by process %s; stop it with: ./xmcgan down --data '%s'",
                        data.root(),
                        owner(data).stream()
                            .mapToObj(Long::toString)
                            .findFirst()
                            .orElse("(unknown)"),
                        data.root())));
  }

  /** Takes the lock unless a living process holds it. */
  public static Optional<DataLock> tryAcquire(DataDirectory data) {
    Path file = data.lock();
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        channel.close();
        return Optional.empty();
      }
      OptionalLong previous = parse(readAll(channel));
      write(channel, Long.toString(ProcessHandle.current().pid()));
      return Optional.of(new DataLock(channel, previous));
    } catch (OverlappingFileLockException e) {
      closeQuietly(channel);
      return Optional.empty();
    } catch (IOException e) {
      closeQuietly(channel);
      throw CommandException.failed("cannot lock " + file + ": " + e.getMessage(), e);
    }
  }

  /** The pid written in the lock file, whether or not that process lives. */
  public static OptionalLong owner(DataDirectory data) {
    try {
      return parse(Files.readString(data.lock()));
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  /** Whose lock this was when its holder died without releasing it. */
  public OptionalLong previousOwner() {
    return previousOwner;
  }

  /** Releases the lock and leaves the file empty: deleting it could free another's lock. */
  @Override
  public void close() {
    try (channel) {
      write(channel, "");
    } catch (IOException e) {
      throw CommandException.failed("cannot release the lock: " + e.getMessage(), e);
    }
  }

  private static String readAll(FileChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(32);
    channel.read(buffer, 0);
    return new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII);
  }

  private static void write(FileChannel channel, String text) throws IOException {
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), 0);
    channel.force(true);
  }

  private static OptionalLong parse(String text) {
    try {
      return OptionalLong.of(Long.parseLong(text.strip()));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  private static void closeQuietly(FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        // nothing was locked through it
      }
    }
  }
}
