package dev.xmcgan.gateway.system;

import dev.xmcgan.gateway.config.GatewayConfig;
import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ApiException;
import dev.xmcgan.gateway.publishing.RecordIds;
import dev.xmcgan.gateway.requests.RecordValues;
import dev.xmcgan.gateway.requests.TopicSearch;
import dev.xmcgan.images.ImageDecoder;
import dev.xmcgan.images.ImageLimits;
import dev.xmcgan.images.PngFile;
import dev.xmcgan.images.Resize;
import dev.xmcgan.images.RgbImage;
import dev.xmcgan.images.UnusableImageException;
import dev.xmcgan.schemas.ImageTextPair;
import dev.xmcgan.schemas.RejectedPair;
import dev.xmcgan.schemas.Topic;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;

/**
 * Small forms of the images of rejected pairs, drawn from image-text-pairs when somebody looks:
 * found by when the pair was rejected, decoded within the limits of uploads, two at a time. Nothing
 * is kept.
 */
@Singleton
final class RejectedImages {
  /** Pixels of the longer edge. */
  static final int EDGE = 96;

  /** How long before it was rejected a pair is looked for at most. */
  private static final Duration CURATED_WITHIN = Duration.ofMinutes(10);

  private static final Duration SLACK = Duration.ofSeconds(30);
  private static final Duration QUEUED = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int AT_ONCE = 2;

  private final TopicSearch topics;
  private final RecordValues values;
  private final ImageDecoder decoder;
  private final Semaphore turns = new Semaphore(AT_ONCE, true);

  RejectedImages(TopicSearch topics, RecordValues values, GatewayConfig config) {
    this.topics = topics;
    this.values = values;
    // what is too small to learn from can still be looked at
    this.decoder =
        new ImageDecoder(
            new ImageLimits(config.pairs().maxImageBytes(), config.pairs().maxImagePixels(), 1));
  }

  /**
   * The small image as a PNG. Blocks.
   *
   * @param offset of the verdict on rejected-pairs
   * @return empty when there is no such verdict, the pair is gone, or it has no image to decode
   * @throws ApiException 503 when too many look at once
   * @throws KafkaException when Kafka is not there, or the search takes too long
   */
  Optional<byte[]> thumbnail(long offset) {
    requireTurn();
    try {
      return verdict(offset).flatMap(this::pair).flatMap(this::small);
    } finally {
      turns.release();
    }
  }

  private void requireTurn() {
    try {
      if (turns.tryAcquire(QUEUED.toSeconds(), TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
    throw new ApiException(
        ApiError.unavailable(
            "too_many_transfers", "Too many images are looked for at once.", QUEUED));
  }

  private Optional<RejectedPair> verdict(long offset) {
    return topics
        .newest(Topic.REJECTED_PAIRS, offset + 1, 1, record -> record.offset() == offset)
        .stream()
        .flatMap(record -> values.of(Topic.REJECTED_PAIRS, RejectedPair.class, record).stream())
        .findFirst();
  }

  private Optional<ImageTextPair> pair(RejectedPair verdict) {
    String id = verdict.getPairId();
    Instant until = verdict.getRejectedAt().plus(SLACK);
    Instant from =
        RecordIds.madeAt(id)
            .map(madeAt -> madeAt.minus(SLACK))
            .orElse(verdict.getRejectedAt().minus(CURATED_WITHIN));
    // the one that was judged is the last before its verdict
    return topics
        .newest(new TopicSearch.Wanted(Topic.IMAGE_TEXT_PAIRS, id, from, until, 1), PATIENCE)
        .record()
        .flatMap(record -> values.of(Topic.IMAGE_TEXT_PAIRS, ImageTextPair.class, record));
  }

  private Optional<byte[]> small(ImageTextPair pair) {
    ByteBuffer image = pair.getImage().duplicate();
    byte[] file = new byte[image.remaining()];
    image.get(file);
    try {
      RgbImage decoded = decoder.preview(file);
      double scale = Math.min(1, EDGE / (double) Math.max(decoded.width(), decoded.height()));
      return Optional.of(
          PngFile.encode(
              Resize.to(decoded, scaled(decoded.width(), scale), scaled(decoded.height(), scale))));
    } catch (UnusableImageException none) {
      return Optional.empty();
    }
  }

  private static int scaled(int edge, double scale) {
    return Math.max(1, (int) Math.round(edge * scale));
  }
}
