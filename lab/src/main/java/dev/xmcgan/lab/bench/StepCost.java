package dev.xmcgan.lab.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.xmcgan.model.training.StepMemory;
import java.time.Duration;
import java.util.Locale;

/**
 * What training on such a device comes to.
 *
 * @param op {@code cost}
 * @param estimatedMb 10⁶ bytes of tensors, as the trainer estimates it before it begins
 * @param peakMb by how much the process grew
 * @param cocoDays of one device, for as many pairs as the official code's 500 epochs of COCO-14
 *     have, two in each iteration for each image
 */
@JsonNaming(SnakeCaseStrategy.class)
record StepCost(
    String op,
    @JsonProperty("estimated_mb") double estimatedMb,
    @JsonProperty("peak_mb") double peakMb,
    @JsonProperty("coco_days") double cocoDays) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double MEGABYTE = 1e6;

  /** {@code num_epochs} of the official configuration. */
  private static final double EPOCHS = 500;

  /** Images of COCO-14's training split. */
  private static final double IMAGES = 82_783;

  private static final double UPDATES = 2;

  static StepCost of(BenchmarkShape shape, double iterationMillis, double peakMb) {
    double iterations = EPOCHS * IMAGES / (UPDATES * shape.batch());
    return new StepCost(
        "cost",
        StepMemory.bytes(shape.config(), shape.training()) / MEGABYTE,
        peakMb,
        iterations * iterationMillis / Duration.ofDays(1).toMillis());
  }

  String toJson() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  String toText() {
    return String.format(
        Locale.ROOT,
        "%-15s memory %.0f MB (estimated %.0f MB); 500 epochs of COCO-14 %.1f days",
        op,
        peakMb,
        estimatedMb,
        cocoDays);
  }
}
