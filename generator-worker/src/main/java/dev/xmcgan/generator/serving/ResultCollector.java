package dev.xmcgan.generator.serving;

import dev.xmcgan.generator.answers.Answers;
import dev.xmcgan.generator.batching.MicroBatch;
import dev.xmcgan.generator.drawing.DrawResult;
import dev.xmcgan.generator.drawing.DrawResult.Drawn;
import dev.xmcgan.generator.drawing.DrawResult.Failed;
import dev.xmcgan.generator.drawing.DrawnBatch;
import dev.xmcgan.generator.queue.RequestQueue;
import dev.xmcgan.generator.requests.HeldRequest;
import dev.xmcgan.generator.requests.RequestFailure;
import dev.xmcgan.generator.status.WorkerMetrics;
import dev.xmcgan.schemas.Timings;
import java.time.Duration;
import java.util.function.ToDoubleFunction;

/** Makes answers of what the lanes bring, and of what is not drawn. Serving thread only. */
final class ResultCollector {
  private final RequestQueue queue;
  private final Answers answers;
  private final ToDoubleFunction<HeldRequest> costOf;
  private final WorkerMetrics metrics;

  /**
   * @param costOf what one image of a request costs
   */
  ResultCollector(
      RequestQueue queue,
      Answers answers,
      ToDoubleFunction<HeldRequest> costOf,
      WorkerMetrics metrics) {
    this.queue = queue;
    this.answers = answers;
    this.costOf = costOf;
    this.metrics = metrics;
  }

  void collect(DrawnBatch drawn) {
    DrawnBatch.Steps steps = drawn.steps();
    metrics.drawn(
        drawn.batch().images(),
        cost(drawn.batch()),
        steps.text(),
        steps.drawing(),
        steps.encoding());
    for (DrawResult result : drawn.results()) {
      if (result instanceof Drawn images) {
        complete(drawn, images);
      } else if (result instanceof Failed failed) {
        HeldRequest held = failed.share().request();
        if (failed.spoiled() && queue.isOpen(held)) {
          metrics.serving().spoiled(drawn.batch().generator());
        }
        fail(held, failed.failure());
      } else {
        throw new IllegalStateException("no such result: " + result);
      }
    }
  }

  /** Ends a request without its images. */
  void fail(HeldRequest held, RequestFailure failure) {
    queue.fail(held, each -> answers.failed(each, failure));
  }

  private double cost(MicroBatch<HeldRequest> batch) {
    return batch.shares().stream()
        .mapToDouble(share -> share.images() * costOf.applyAsDouble(share.request()))
        .sum();
  }

  private void complete(DrawnBatch drawn, Drawn images) {
    MicroBatch<HeldRequest> batch = drawn.batch();
    HeldRequest held = images.share().request();
    metrics.serving().drew(batch.generator(), images.images().size());
    metrics.cutCaptions(images.images().stream().filter(each -> each.read().isCut()).count());
    Duration queued = Duration.between(held.sentAt(), drawn.begun());
    if (images.share().first()) {
      metrics.queued(queued);
    }
    Timings timings =
        new Timings(Math.max(0, queued.toMillis()), drawn.took().toMillis(), batch.images());
    queue.complete(
        batch.generator(),
        images.share(),
        answers.traced(
            held,
            drawn,
            images.images().stream()
                .map(image -> answers.image(held, image, batch.generator(), timings))
                .toList()));
  }
}
