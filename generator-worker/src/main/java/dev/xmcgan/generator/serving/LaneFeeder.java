package dev.xmcgan.generator.serving;

import dev.xmcgan.generator.batching.MicroBatch;
import dev.xmcgan.generator.drawing.DrawingPipeline;
import dev.xmcgan.generator.drawing.DrawnBatch;
import dev.xmcgan.generator.queue.RequestQueue;
import dev.xmcgan.generator.requests.HeldRequest;
import dev.xmcgan.generator.requests.RequestFailure;
import dev.xmcgan.generator.swap.LoadedGenerators;
import dev.xmcgan.generator.swap.ModelLookup;
import dev.xmcgan.generator.swap.ModelLookup.Ready;
import dev.xmcgan.generator.swap.ModelLookup.Unservable;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Takes micro-batches from the queue to the lanes, and what the lanes bring back to the queue.
 * Requests that must not or cannot be drawn it answers on the way. Serving thread only.
 */
final class LaneFeeder {
  private final LoadedGenerators generators;
  private final RequestQueue queue;
  private final DrawingPipeline pipeline;
  private final ResultCollector results;
  private final Function<HeldRequest, Optional<RequestFailure>> unwanted;
  private final int maxBatch;

  /**
   * @param maxBatch most images of a micro-batch
   * @param unwanted why a request must not be drawn any more
   */
  LaneFeeder(
      int maxBatch,
      LoadedGenerators generators,
      RequestQueue queue,
      DrawingPipeline pipeline,
      ResultCollector results,
      Function<HeldRequest, Optional<RequestFailure>> unwanted) {
    this.generators = generators;
    this.queue = queue;
    this.pipeline = pipeline;
    this.results = results;
    this.unwanted = unwanted;
    this.maxBatch = maxBatch;
  }

  /** Takes over what was loaded and drawn meanwhile, and asks for what requests need loaded. */
  void collect() {
    generators.settle();
    generators.load(queue.models());
    collectDrawn();
  }

  /** Answers what is not drawn, and gives the lanes what is due. */
  void feed() {
    Map<String, ModelLookup> lookups = lookups();
    rejectUnservable(lookups);
    while (pipeline.hasRoom()) {
      Optional<MicroBatch<HeldRequest>> next =
          queue.nextBatch(generatorOf(lookups), pipeline.freeLanes());
      if (next.isEmpty()) {
        return;
      }
      pipeline.begin(generators.lease(next.get().generator()), next.get());
    }
  }

  /** What the lanes brought. */
  void collectDrawn() {
    for (Optional<DrawnBatch> next = pipeline.collect();
        next.isPresent();
        next = pipeline.collect()) {
      results.collect(next.get());
    }
  }

  /** Whether there is something to draw with. */
  boolean canServe() {
    return generators.canServe();
  }

  /** Whether all lanes stay busy for a while without anything that is sent upon an answer. */
  boolean hasBacklog() {
    return !pipeline.hasRoom() && queue.images() >= maxBatch * pipeline.lanes();
  }

  /** Whether the lanes can take another micro-batch. */
  boolean hasRoom() {
    return pipeline.hasRoom();
  }

  /** Whether nothing is being drawn. */
  boolean isIdle() {
    return pipeline.isIdle();
  }

  /** How long until {@link #feed} has something to do without another request. */
  Duration untilDue(Duration longest) {
    Duration due = queue.untilDue(generatorOf(lookups()), pipeline.freeLanes()).orElse(longest);
    return due.compareTo(longest) < 0 ? due : longest;
  }

  private Map<String, ModelLookup> lookups() {
    Map<String, ModelLookup> lookups = new HashMap<>();
    queue.models().forEach(model -> lookups.put(model, generators.resolve(model)));
    return lookups;
  }

  private static Function<String, Optional<String>> generatorOf(Map<String, ModelLookup> lookups) {
    return model ->
        lookups.get(model) instanceof Ready ready
            ? Optional.of(ready.checkpointId())
            : Optional.empty();
  }

  /** What is past its deadline, cancelled, or of no model. */
  private void rejectUnservable(Map<String, ModelLookup> lookups) {
    for (HeldRequest held : queue.open(each -> true)) {
      unwanted
          .apply(held)
          .or(
              () ->
                  lookups.get(held.request().model()) instanceof Unservable unservable
                      ? Optional.of(unservable.failure())
                      : Optional.empty())
          .ifPresent(failure -> results.fail(held, failure));
    }
  }
}
