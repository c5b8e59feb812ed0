package dev.xmcgan.generator.testing;

import dev.xmcgan.generator.drawing.Lanes;
import dev.xmcgan.generator.drawing.LoadedGenerator;
import dev.xmcgan.generator.swap.CheckpointLoader;
import dev.xmcgan.generator.swap.LoadFailure;
import dev.xmcgan.generator.swap.LoadOutcome;
import dev.xmcgan.generator.swap.LoadOutcome.Loaded;
import dev.xmcgan.generator.swap.LoadOutcome.Refused;
import dev.xmcgan.generator.swap.LoadOutcome.Unavailable;
import dev.xmcgan.schemas.Checkpoint;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Loads fake drawers; ids that begin with {@code bad} are refused, with {@code away} unavailable.
 */
public final class FakeLoader implements CheckpointLoader {
  private final Function<String, FakeDrawer> drawers;
  private final List<String> attempts = new CopyOnWriteArrayList<>();
  private final Map<String, FakeDrawer> loaded = new ConcurrentHashMap<>();
  private volatile Consumer<String> duringLoad = id -> {};

  public FakeLoader() {
    this(FakeDrawer::new);
  }

  public FakeLoader(Function<String, FakeDrawer> drawers) {
    this.drawers = drawers;
  }

  /** What happens meanwhile, on the loading thread. */
  public void duringLoad(Consumer<String> happens) {
    duringLoad = happens;
  }

  @Override
  public LoadOutcome load(Checkpoint manifest) {
    String id = manifest.getCheckpointId();
    attempts.add(id);
    duringLoad.accept(id);
    if (id.startsWith("bad")) {
      return new Refused(new LoadFailure(id, "NaN in a weight"));
    }
    if (id.startsWith("away")) {
      return new Unavailable(new LoadFailure(id, "no answer"));
    }
    LoadedGenerator drawer =
        loaded.computeIfAbsent(id + "#" + attempts.size(), key -> drawers.apply(id));
    return new Loaded(drawer);
  }

  @Override
  public String device() {
    return "fake";
  }

  @Override
  public Lanes lanes() {
    return new Lanes(2, false);
  }

  @Override
  public void close() {}

  /** Ids in the order they were asked for. */
  public List<String> attempts() {
    return List.copyOf(attempts);
  }

  /** All drawers ever loaded. */
  public List<FakeDrawer> drawers() {
    return List.copyOf(loaded.values());
  }

  /** The only drawer ever loaded of a checkpoint. */
  public FakeDrawer drawer(String checkpointId) {
    List<FakeDrawer> found =
        loaded.values().stream().filter(each -> each.checkpointId().equals(checkpointId)).toList();
    if (found.size() != 1) {
      throw new AssertionError(checkpointId + " was loaded " + found.size() + " times");
    }
    return found.get(0);
  }
}
