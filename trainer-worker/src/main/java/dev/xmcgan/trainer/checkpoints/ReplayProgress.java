package dev.xmcgan.trainer.checkpoints;

import dev.xmcgan.trainer.replay.LogPlace;
import dev.xmcgan.trainer.replay.WindowPlace;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * Where training stood when a checkpoint was made, as a file of the checkpoint: what resuming
 * exactly takes beside weights and optimisers.
 *
 * @param credit steps earned and not yet done
 * @param skips steps given up so far
 * @param place where training stands in the log; empty in checkpoints of others
 * @param anchor id of the checkpoint whose drawings are rehearsed; empty where none are
 * @param rate factor on the learning rates, above 0
 */
public record ReplayProgress(
    double credit, long skips, Optional<LogPlace> place, Optional<String> anchor, double rate) {
  /** Name of the file. */
  public static final String FILE = "replay.properties";

  private static final String ANCHOR = "rehearsal.anchor";
  private static final String RATE = "rate";
  private static final String NEXT = "next.";
  private static final String FIRST = "window.first.";
  private static final String UNSEEN = "window.unseen.";

  /** Of a training that starts. */
  public static ReplayProgress none() {
    return new ReplayProgress(0, 0, Optional.empty(), Optional.empty(), 1);
  }

  /** The same with another factor on the learning rates. */
  public ReplayProgress atRate(double other) {
    return new ReplayProgress(credit, skips, place, anchor, other);
  }

  /** Writes the file into a checkpoint directory. */
  public void write(Path directory) throws IOException {
    Map<String, String> lines = new TreeMap<>();
    lines.put("credit", Double.toString(credit));
    lines.put("skips", Long.toString(skips));
    lines.put(RATE, Double.toString(rate));
    anchor.ifPresent(id -> lines.put(ANCHOR, id));
    place.ifPresent(
        known -> {
          lines.put("topic", known.topicId());
          known.next().forEach((number, next) -> lines.put(NEXT + number, next.toString()));
          known
              .window()
              .first()
              .forEach((number, first) -> lines.put(FIRST + number, first.toString()));
          known
              .unseen()
              .forEach((number, offsets) -> lines.put(UNSEEN + number, OffsetRanges.text(offsets)));
        });
    StringBuilder text = new StringBuilder();
    lines.forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
    Files.writeString(directory.resolve(FILE), text);
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
          Long.parseLong(properties.getProperty("skips", "0")),
          Optional.ofNullable(properties.getProperty("topic")).map(id -> place(id, properties)),
          Optional.ofNullable(properties.getProperty(ANCHOR)),
          rate(properties));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " is no replay progress: " + e.getMessage(), e);
    }
  }

  private static double rate(Properties properties) {
    double rate = Double.parseDouble(properties.getProperty(RATE, "1"));
    if (!(rate > 0 && rate <= 1)) {
      throw new IllegalArgumentException("a rate of " + rate);
    }
    return rate;
  }

  private static LogPlace place(String topicId, Properties properties) {
    var window = new WindowPlace(offsets(FIRST, properties));
    return new LogPlace(topicId, offsets(NEXT, properties), window, unseen(properties));
  }

  private static Map<Integer, SortedSet<Long>> unseen(Properties properties) {
    Map<Integer, SortedSet<Long>> unseen = new TreeMap<>();
    for (String key : properties.stringPropertyNames()) {
      if (key.startsWith(UNSEEN)) {
        unseen.put(
            Integer.parseInt(key.substring(UNSEEN.length())),
            OffsetRanges.read(properties.getProperty(key)));
      }
    }
    return unseen;
  }

  private static Map<Integer, Long> offsets(String prefix, Properties properties) {
    Map<Integer, Long> offsets = new TreeMap<>();
    for (String key : properties.stringPropertyNames()) {
      if (key.startsWith(prefix)) {
        offsets.put(
            Integer.parseInt(key.substring(prefix.length())),
            Long.parseLong(properties.getProperty(key)));
      }
    }
    return offsets;
  }
}
