package dev.xmcgan.evaluation.networks;

import java.util.List;
import java.util.Optional;

/**
 * How a TorchScript file wants its images and what it answers.
 *
 * @param inputSize edge of its images in pixels
 * @param mean subtracted from red, green and blue in [0,1]
 * @param deviation divides what is left
 * @param featureOutput which of its outputs are the features; 0 when there is only one
 * @param logitOutput which of them are class logits, where there are some
 */
public record TorchScriptOptions(
    int inputSize,
    List<Float> mean,
    List<Float> deviation,
    int featureOutput,
    Optional<Integer> logitOutput) {

  public TorchScriptOptions {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    if (inputSize < 1) {
      throw new IllegalArgumentException("inputSize must be above 0, is " + inputSize);
    }
    if (mean.size() != 3 || deviation.size() != 3) {
      throw new IllegalArgumentException(
          "mean and deviation need 3 values, are %s and %s".formatted(mean, deviation));
    }
    if (deviation.stream().anyMatch(value -> !(value > 0))) {
      throw new IllegalArgumentException("deviation must be above 0, is " + deviation);
    }
    if (featureOutput < 0 || logitOutput.orElse(0) < 0) {
      throw new IllegalArgumentException("outputs are counted from 0");
    }
  }

  /** Images as they are, one output. */
  public static TorchScriptOptions plain(int inputSize) {
    return new TorchScriptOptions(
        inputSize, List.of(0f, 0f, 0f), List.of(1f, 1f, 1f), 0, Optional.empty());
  }

  /** Images normalised as for networks trained on ImageNet, one output. */
  public static TorchScriptOptions imageNet(int inputSize) {
    return new TorchScriptOptions(
        inputSize,
        List.of(0.485f, 0.456f, 0.406f),
        List.of(0.229f, 0.224f, 0.225f),
        0,
        Optional.empty());
  }

  /** Images scaled to [−1,1], as Inception wants them, one output. */
  public static TorchScriptOptions symmetric(int inputSize) {
    return new TorchScriptOptions(
        inputSize, List.of(0.5f, 0.5f, 0.5f), List.of(0.5f, 0.5f, 0.5f), 0, Optional.empty());
  }

  /** Images normalised as for CLIP, one output. */
  public static TorchScriptOptions clip(int inputSize) {
    return new TorchScriptOptions(
        inputSize,
        List.of(0.48145467f, 0.4578275f, 0.40821072f),
        List.of(0.26862955f, 0.2613026f, 0.2757771f),
        0,
        Optional.empty());
  }

  /** The same with the output named that are features. */
  public TorchScriptOptions withFeatures(int features) {
    return new TorchScriptOptions(inputSize, mean, deviation, features, logitOutput);
  }

  /** The same with outputs named. */
  public TorchScriptOptions withOutputs(int features, int logits) {
    return new TorchScriptOptions(inputSize, mean, deviation, features, Optional.of(logits));
  }
}
