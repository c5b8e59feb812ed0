package dev.xmcgan.generator.drawing;

import dev.xmcgan.generator.batching.MicroBatch;
import dev.xmcgan.generator.requests.HeldRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A micro-batch that is drawn and encoded.
 *
 * @param begun when it went into the pipeline
 * @param took its lane, from taking it to the last image drawn
 * @param drawnAt when the last image was drawn
 * @param steps where the time went
 * @param results what became of each share, in their order
 */
public record DrawnBatch(
    MicroBatch<HeldRequest> batch,
    Instant begun,
    Duration took,
    Instant drawnAt,
    Steps steps,
    List<DrawResult> results) {

  /**
   * What each step took.
   *
   * @param text reading the captions, on the lane or ahead of it
   * @param drawing images alone
   * @param encoding files, from the last image drawn to the last file
   */
  public record Steps(Duration text, Duration drawing, Duration encoding) {}
}
