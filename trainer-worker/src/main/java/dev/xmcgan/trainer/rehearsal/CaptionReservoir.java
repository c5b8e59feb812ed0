package dev.xmcgan.trainer.rehearsal;

import dev.xmcgan.model.checkpoint.CheckpointException;
import dev.xmcgan.safetensors.Sha256;
import dev.xmcgan.transport.checkpoints.CaptionsFile;
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
 * checkpoint as its {@link CaptionsFile}. Which captions stay depends on their order alone. Not
 * thread-safe.
 */
public final class CaptionReservoir {
  /** Name of the file in a checkpoint. */
  public static final String FILE = CaptionsFile.NAME;

  private static final int HASH_LENGTH = 16;

  private final int capacity;
  private final List<Learned> captions = new ArrayList<>();
  private final Set<String> erased = new LinkedHashSet<>();
  private long seen;

  /**
   * A caption of it.
   *
   * @param pair hash of the id of the pair that it was learned with; empty where there was none,
   *     and in files of old
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
    CaptionsFile saved;
    try {
      saved = CaptionsFile.parse(Files.readAllLines(file, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw new CheckpointException(file, e.getMessage());
    }
    saved.lines().forEach(reservoir::read);
    reservoir.seen = Math.max(reservoir.seen, saved.seen());
    return reservoir;
  }

  /** As it names a pair: no id can be read out of it. */
  public static String hash(String pairId) {
    return new Sha256().add(pairId).hex().substring(0, HASH_LENGTH);
  }

  /** A caption of a pair was learned. */
  public void learned(String pairId, String caption) {
    learned(new Learned(oneLine(caption), hash(pairId)));
  }

  /** A caption was learned of data that have no ids to erase them by. */
  public void learned(String caption) {
    learned(new Learned(oneLine(caption), ""));
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

  private static String oneLine(String caption) {
    return caption.replaceAll("\\s+", " ").strip();
  }

  private void read(CaptionsFile.Line line) {
    if (line.caption().isEmpty() && !line.pair().isEmpty()) {
      erased.add(line.pair());
    } else {
      learned(new Learned(line.caption(), line.pair()));
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
    List<CaptionsFile.Line> lines = new ArrayList<>(captions.size() + erased.size());
    captions.forEach(each -> lines.add(new CaptionsFile.Line(each.caption(), each.pair())));
    erased.forEach(hash -> lines.add(new CaptionsFile.Line("", hash)));
    Files.write(
        directory.resolve(FILE), new CaptionsFile(seen, lines).text(), StandardCharsets.UTF_8);
  }
}
