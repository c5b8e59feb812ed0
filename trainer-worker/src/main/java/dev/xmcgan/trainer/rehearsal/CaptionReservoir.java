package dev.xmcgan.trainer.rehearsal;

import dev.xmcgan.model.checkpoint.CheckpointException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A uniform sample of the captions of all pairs ever learned, whatever the log still has of them
 * (Vitter, <em>Random sampling with a reservoir</em>, 1985, algorithm R). It goes with each
 * checkpoint as a text file: the number of captions it was drawn from, then one caption a line.
 * Which captions stay depends on their order alone. Not thread-safe.
 */
public final class CaptionReservoir {
  /** Name of the file in a checkpoint. */
  public static final String FILE = "captions.txt";

  private static final String SEEN = "seen ";

  private final int capacity;
  private final List<String> captions = new ArrayList<>();
  private long seen;

  /** An empty one. */
  public CaptionReservoir(int capacity) {
    if (capacity < 0) {
      throw new IllegalArgumentException("a reservoir has 0 captions or more, not " + capacity);
    }
    this.capacity = capacity;
  }

  /**
   * The one of a checkpoint; empty where the checkpoint has none. One that was larger keeps an even
   * share of itself.
   *
   * @throws CheckpointException when the file holds something else
   */
  public static CaptionReservoir read(Path directory, int capacity) throws IOException {
    CaptionReservoir reservoir = new CaptionReservoir(capacity);
    Path file = directory.resolve(FILE);
    if (!Files.exists(file)) {
      return reservoir;
    }
    List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    if (lines.isEmpty() || !lines.get(0).matches(SEEN + "\\d{1,18}")) {
      throw new CheckpointException(
          file, "does not begin with how many captions it was drawn from");
    }
    lines.subList(1, lines.size()).forEach(reservoir::learned);
    reservoir.seen =
        Math.max(reservoir.seen, Long.parseLong(lines.get(0).substring(SEEN.length())));
    return reservoir;
  }

  /** A caption was learned. */
  public void learned(String caption) {
    String line = caption.replaceAll("\\s+", " ").strip();
    if (line.isEmpty()) {
      return;
    }
    seen++;
    if (captions.size() < capacity) {
      captions.add(line);
      return;
    }
    long place = new SplittableRandom(new SplittableRandom(seen).nextLong()).nextLong(seen);
    if (place < capacity) {
      captions.set((int) place, line);
    }
  }

  /** The captions that are in it. */
  public List<String> captions() {
    return List.copyOf(captions);
  }

  /** Writes it into a checkpoint directory. */
  public void write(Path directory) throws IOException {
    List<String> lines = new ArrayList<>(captions.size() + 1);
    lines.add(SEEN + seen);
    lines.addAll(captions);
    Files.write(directory.resolve(FILE), lines, StandardCharsets.UTF_8);
  }
}
