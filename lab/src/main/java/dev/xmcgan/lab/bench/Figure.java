package dev.xmcgan.lab.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.Locale;

/**
 * What one operation costs.
 *
 * @param op {@code g_eval}, {@code d_step}, {@code g_step}, {@code gd_step}, {@code iteration},
 *     {@code image_term_new}, {@code image_term} or {@code bert}, with {@code plain_} before those
 *     of the plain implementation
 * @param cpuMs median CPU milliseconds of the process per call, all threads together
 * @param wallMs median milliseconds per call
 * @param imagesPerSecond B over the wall time; captions of {@code bert}
 * @param peakRatio 0 for {@code bert} and {@code image_term}; multiply-adds that remain over CPU
 *     time, as a share of {@code peakGmacs}
 * @param gmacs multiply-adds that remain in one call, in 10⁹
 * @param peakGmacs 10⁹ multiply-adds per CPU second of one large convolution, in the same run
 */
@JsonNaming(SnakeCaseStrategy.class)
public record Figure(
    String op,
    double cpuMs,
    double wallMs,
    @JsonProperty("images_per_s") double imagesPerSecond,
    double peakRatio,
    double gmacs,
    double peakGmacs,
    int image,
    int width,
    int batch,
    int textWidth,
    int words,
    int threads,
    String precision) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** One line of JSON. */
  public String toJson() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One line for people. */
  public String toText() {
    String time =
        String.format(
            Locale.ROOT,
            "%-15s %9.1f CPU ms %9.1f ms %8.1f /s",
            op,
            cpuMs,
            wallMs,
            imagesPerSecond);
    return gmacs > 0 && peakGmacs > 0
        ? time + String.format(Locale.ROOT, " %6.2f of the convolution peak", peakRatio)
        : time;
  }
}
