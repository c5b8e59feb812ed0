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
 * @param took drawing alone
 * @param results what became of each share, in their order
 */
public record DrawnBatch(
    MicroBatch<HeldRequest> batch, Instant begun, Duration took, List<DrawResult> results) {}
