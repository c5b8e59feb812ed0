package dev.xmcgan.datasets.webdataset;

import dev.xmcgan.datasets.PairProblem;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** One tar file, read from its start on, sample by sample. Not thread-safe. */
final class Shard implements Closeable {
  private static final int BUFFER = 1 << 18;

  /** The key goes to the first dot of a file's name, its folders included. */
  private static final Pattern NAME = Pattern.compile("((?:.*/)?[^./][^/.]*)\\.([^/]+)");

  private final Path file;
  private final long largest;
  private final TarArchiveInputStream tar;
  private TarArchiveEntry entry;
  private String key;
  private String ending;

  /**
   * Stands before the first sample.
   *
   * @param largest the most bytes of a file inside that are read
   */
  Shard(Path file, long largest) throws IOException {
    this.file = file;
    this.largest = largest;
    this.tar = new TarArchiveInputStream(open(file), StandardCharsets.UTF_8.name());
    advance();
  }

  private static InputStream open(Path file) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER);
    return isCompressed(file) ? new BufferedInputStream(new GZIPInputStream(in, BUFFER)) : in;
  }

  /** Whether nothing in it can be passed over without being read. */
  static boolean isCompressed(Path file) {
    return file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith("gz");
  }

  /**
   * A file of a sample.
   *
   * @param file the shard and the name within, for messages
   * @param ending in lower case what its name says behind the key, such as {@code jpg}
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on as it is
  record Member(Path file, String ending, byte[] bytes) {}

  /**
   * Neighbouring files of one key.
   *
   * @param members those that were asked for and are not too large
   */
  record Sample(Path file, String key, List<Member> members) {}

  /**
   * The next sample; empty at the end.
   *
   * @param wanted which endings are read; others are passed over
   */
  Optional<Sample> next(Predicate<String> wanted, Consumer<PairProblem> problems)
      throws IOException {
    if (entry == null) {
      return Optional.empty();
    }
    String current = key;
    List<Member> members = new ArrayList<>();
    do {
      if (wanted.test(ending)) {
        member(problems).ifPresent(members::add);
      }
      advance();
    } while (entry != null && key.equals(current));
    return Optional.of(new Sample(file.resolve(current), current, members));
  }

  private Optional<Member> member(Consumer<PairProblem> problems) throws IOException {
    Path name = file.resolve(key + "." + ending);
    if (entry.getSize() > largest) {
      problems.accept(new PairProblem.ImageTooLarge(name, entry.getSize(), largest));
      return Optional.empty();
    }
    byte[] bytes = tar.readAllBytes();
    if (bytes.length < entry.getSize()) {
      throw new EOFException("it ends within " + key + "." + ending);
    }
    return Optional.of(new Member(name, ending, bytes));
  }

  private void advance() throws IOException {
    while ((entry = tar.getNextEntry()) != null) {
      Matcher matcher = NAME.matcher(entry.getName().replaceFirst("^(\\.?/)+", ""));
      if (entry.isFile() && matcher.matches()) {
        key = matcher.group(1);
        ending = matcher.group(2).toLowerCase(Locale.ROOT);
        return;
      }
    }
  }

  @Override
  public void close() throws IOException {
    tar.close();
  }
}
