package dev.xmcgan.generator.drawing;

import dev.xmcgan.generator.requests.RecordSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers over a restart what was being drawn when the process died, so that a request that kills
 * it is not tried for ever. What was being drawn is drawn alone the next time; what was alone, and
 * was there twice, is guilty.
 *
 * <p>A small file in the worker's data directory, replaced as a whole before and after each pass;
 * it outlives {@code kill -9} at any moment. Nothing waits for the disk: a machine that loses power
 * may forget. It is this worker's memory alone. Thread-safe.
 */
public final class AttemptLog {
  private static final Logger LOG = LoggerFactory.getLogger(AttemptLog.class);

  /** State, deaths, whether once alone, topic, partition and offset. */
  private static final Pattern LINE =
      Pattern.compile("(drawing|drawn) (\\d{1,6}) (true|false) (\\S+) (\\d{1,9})@(\\d{1,18})");

  /** Nothing was ever being drawn when the process died. */
  private static final Deaths NONE = new Deaths(0, false);

  private final Path file;
  private final Map<RecordSource, Deaths> deaths = new HashMap<>();
  private final Map<Thread, List<RecordSource>> passes = new HashMap<>();

  /**
   * How often the process died while a request was being drawn.
   *
   * @param alone whether nothing else was being drawn, once
   */
  public record Deaths(int count, boolean alone) {
    /** Whether it may be the reason: it must be drawn alone. */
    public boolean suspect() {
      return count > 0;
    }

    /** Whether it is the reason. */
    public boolean guilty() {
      return count > 1 && alone;
    }
  }

  /**
   * Reads what an earlier process left.
   *
   * @param file need not exist; its directory is made
   */
  public AttemptLog(Path file) {
    this.file = file;
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      List<String> lines = Files.readAllLines(file);
      long underWay = lines.stream().filter(line -> line.startsWith("drawing ")).count();
      lines.forEach(line -> read(line, underWay == 1));
    } catch (NoSuchFileException e) {
      // the first start
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** What is known of a request. */
  public synchronized Deaths of(RecordSource source) {
    return deaths.getOrDefault(source, NONE);
  }

  /** This thread is about to draw these. */
  synchronized void begin(Collection<RecordSource> sources) {
    passes.put(Thread.currentThread(), List.copyOf(sources));
    write();
  }

  /** This thread has drawn them, and the process lives. */
  synchronized void end() {
    List<RecordSource> drawn = passes.remove(Thread.currentThread());
    if (drawn != null) {
      drawn.forEach(deaths::remove);
      write();
    }
  }

  private void read(String line, boolean alone) {
    Matcher fields = LINE.matcher(line);
    if (!fields.matches()) {
      LOG.atWarn().addKeyValue("line", line).log("an unreadable line of past attempts");
      return;
    }
    RecordSource source =
        new RecordSource(
            new TopicPartition(fields.group(4), Integer.parseInt(fields.group(5))),
            Long.parseLong(fields.group(6)));
    int count = Integer.parseInt(fields.group(2));
    boolean wasAlone = Boolean.parseBoolean(fields.group(3));
    deaths.put(
        source,
        fields.group(1).equals("drawing")
            ? new Deaths(count + 1, wasAlone || alone)
            : new Deaths(count, wasAlone));
  }

  private void write() {
    StringBuilder text = new StringBuilder();
    List<RecordSource> underWay = passes.values().stream().flatMap(List::stream).toList();
    underWay.forEach(source -> text.append(line("drawing", source)));
    deaths.keySet().stream()
        .filter(source -> !underWay.contains(source))
        .forEach(source -> text.append(line("drawn", source)));
    try {
      Path next = file.resolveSibling(file.getFileName() + ".next");
      Files.writeString(next, text);
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      // drawing is worth more than this memory
      LOG.atWarn().setCause(e).log("attempts are not remembered");
    }
  }

  private String line(String state, RecordSource source) {
    Deaths known = Objects.requireNonNullElse(deaths.get(source), NONE);
    return "%s %d %b %s %d@%d%n"
        .formatted(
            state,
            known.count(),
            known.alone(),
            source.partition().topic(),
            source.partition().partition(),
            source.offset());
  }
}
