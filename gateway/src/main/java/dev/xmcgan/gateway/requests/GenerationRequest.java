package dev.xmcgan.gateway.requests;

import dev.xmcgan.gateway.publishing.RecordIds;
import dev.xmcgan.schemas.CaptionRequest;
import dev.xmcgan.schemas.ImageFormat;
import dev.xmcgan.schemas.Interpolation;
import dev.xmcgan.schemas.limits.RequestLimits;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A request for images, checked.
 *
 * @param caption in the form that equal captions share
 * @param count 1 to {@value RequestLimits#MAX_COUNT} images, of an interpolation 2 to {@value
 *     RequestLimits#MAX_FRAMES}
 * @param firstIndex index of the first, among all images of that seed
 * @param seed of the noise
 * @param size edge in pixels, 0 = as the model draws it
 * @param enlarged whether it may be larger than the model draws
 * @param model release channel or checkpoint id
 * @param tenant who asks
 * @param timeout within which the images are of use
 * @param attention whether to tell where the words acted on the images
 * @param compression how fine a JPEG or WebP is, 0 to 100
 * @param interpolation where the images lead from the caption and the seed, if they do
 */
public record GenerationRequest(
    String caption,
    int count,
    int firstIndex,
    long seed,
    OptionalDouble truncation,
    ImageFormat format,
    int size,
    boolean enlarged,
    String model,
    String tenant,
    int priority,
    Duration timeout,
    boolean attention,
    int compression,
    Optional<Interpolation> interpolation) {

  /** When the images are of use no longer. */
  Instant deadline(Instant accepted) {
    return accepted.plus(timeout).truncatedTo(ChronoUnit.MILLIS);
  }

  /**
   * As the record of a request.
   *
   * @param id made when it was accepted
   */
  public CaptionRequest toRecord(String id) {
    Instant accepted = RecordIds.madeAt(id).orElseThrow();
    return CaptionRequest.newBuilder()
        .setRequestId(id)
        .setCaption(caption)
        .setCount(count)
        .setFirstIndex(firstIndex)
        .setSeed(seed)
        .setTruncation(truncation.isPresent() ? truncation.getAsDouble() : null)
        .setFormat(format)
        .setSize(size)
        .setModel(model)
        .setDeadline(deadline(accepted))
        .setPriority(priority)
        .setTenant(tenant)
        .setAttention(attention)
        .setCompression(compression)
        .setInterpolation(interpolation.orElse(null))
        .build();
  }
}
