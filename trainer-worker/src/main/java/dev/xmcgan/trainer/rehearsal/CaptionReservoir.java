package dev.xmcgan.trainer.rehearsal;

import dev.xmcgan.model.checkpoint.CheckpointException;
import dev.xmcgan.safetensors.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A uniform sample of the captions of all pairs ever learned, whatever the log still has of them
 * (Vitter, <em>Random sampling with a reservoir</em>, 1985, algorithm R). It goes with each
 * checkpoint as a text file: the number of captions it was drawn from, then one caption a line,
 * with a tab and the hash of its pair's id behind it where that is known; a line without a caption
 * names a pair that was erased since. Which captions stay depends on their order alone. Not
 * thread-safe.
 */
public final class CaptionReservoir {
  /** Name of the file in a checkpoint. */
  public static final String FILE = "captions.txt";

  private static final String SEEN = "seen ";
  private static final char SEPARATOR = '\t';
  private static final int HASH_LENGTH = 16;

  private final int capacity;
  private final List<Learned> captions = new ArrayList<>();
  private final Set<String> erased = new LinkedHashSet<>();
  private long seen;

  /**
   * A caption of it.
   *
   * @param pair hash of the id of the pair that it was learned with; empty in files of old
   */
  public record Learned(String caption, String pair) {}

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
    lines.subList(1, lines.size()).forEach(reservoir::read);
    reservoir.seen =
        Math.max(reservoir.seen, Long.parseLong(lines.get(0).substring(SEEN.length())));
    return reservoir;
  }

  /** As it names a pair: no id can be read out of it. */
  public static String hash(String pairId) {
    return new Sha256().add(pairId).hex().substring(0, HASH_LENGTH);
  }

  /** A caption of a pair was learned. */
  public void learned(String pairId, String caption) {
    learned(new Learned(caption.replaceAll("\\s+", " ").strip(), hash(pairId)));
  }

  /** A pair was erased: its captions go, and those of older checkpoints are known to be its. */
  public void forget(String pairId) {
    String hash = hash(pairId);
    captions.removeIf(each -> each.pair().equals(hash));
    erased.add(hash);
  }

  /** Hashes of the pairs that were erased. */
  public Set<String> erased() {
    return Collections.unmodifiableSet(erased);
  }

  private void read(String line) {
    int separator = line.indexOf(SEPARATOR);
    if (separator == 0) {
      erased.add(line.substring(1));
    } else if (separator < 0) {
      learned(new Learned(line, ""));
    } else {
      learned(new Learned(line.substring(0, separator), line.substring(separator + 1)));
    }
  }

  private void learned(Learned line) {
    if (line.caption().isEmpty()) {
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
    return captions.stream().map(Learned::caption).toList();
  }

  /** The captions that are in it, with their pairs. */
  public List<Learned> learned() {
    return List.copyOf(captions);
  }

  /** Writes it into a checkpoint directory. */
  public void write(Path directory) throws IOException {
    List<String> lines = new ArrayList<>(captions.size() + 1);
    lines.add(SEEN + seen);
    captions.forEach(
        each ->
            lines.add(
                each.pair().isEmpty() ? each.caption() : each.caption() + SEPARATOR + each.pair()));
    erased.forEach(hash -> lines.add(SEPARATOR + hash));
    Files.write(directory.resolve(FILE), lines, StandardCharsets.UTF_8);
  }
}
