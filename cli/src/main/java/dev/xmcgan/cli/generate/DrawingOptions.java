package dev.xmcgan.cli.generate;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of every request for images: what draws them, and from which noise. */
public final class DrawingOptions {
  @Option(names = "--seed", paramLabel = "SEED", description = "Default: another one each time.")
  private Optional<Long> seed;

  @Option(
      names = "--truncation",
      paramLabel = "T",
      description = "Noise beyond it is drawn again: less variety, fewer odd images.")
  private Optional<Double> truncation;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      defaultValue = "stable",
      description = "Release channel or checkpoint id (default: ${DEFAULT-VALUE}).")
  private String model;

  Optional<Long> seed() {
    return seed;
  }

  String model() {
    return model;
  }

  boolean isTruncated() {
    return truncation.isPresent();
  }

  /** The body of a request that draws a caption so, to be added to. */
  public Map<String, Object> request(String caption) {
    Map<String, Object> request = new HashMap<>();
    request.put("prompt", caption);
    request.put("model", model);
    seed.ifPresent(value -> request.put("seed", value));
    truncation.ifPresent(value -> request.put("truncation", value));
    return request;
  }
}
