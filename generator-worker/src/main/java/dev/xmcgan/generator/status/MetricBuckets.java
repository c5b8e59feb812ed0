package dev.xmcgan.generator.status;

import java.time.Duration;

/** The upper bounds of the histograms' buckets. */
final class MetricBuckets {
  /** A step of a micro-batch. */
  static final Duration[] STEPS = {
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2_500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30)
  };

  /** What takes a checkpoint. */
  static final Duration[] FRESHNESS = {
    Duration.ofSeconds(10),
    Duration.ofSeconds(20),
    Duration.ofSeconds(30),
    Duration.ofSeconds(45),
    Duration.ofSeconds(60),
    Duration.ofSeconds(90),
    Duration.ofMinutes(2),
    Duration.ofMinutes(5),
    Duration.ofMinutes(15),
    Duration.ofHours(1)
  };

  /** Images in a micro-batch. */
  static final double[] IMAGES = {1, 2, 4, 8, 16, 32, 64, 128, 256};

  /** Cost of a micro-batch: from one small image to the largest that fit. */
  static final double[] COST = {5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6, 2e6, 5e6, 1e7, 5e7};

  private MetricBuckets() {}
}
