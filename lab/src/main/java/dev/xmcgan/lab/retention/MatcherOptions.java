package dev.xmcgan.lab.retention;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.evaluation.networks.ImageFeatureNetwork;
import dev.xmcgan.evaluation.networks.StatisticsNetwork;
import dev.xmcgan.evaluation.networks.TorchScriptNetwork;
import dev.xmcgan.evaluation.networks.TorchScriptOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What a matcher of a stream's pictures and captions sees by. */
final class MatcherOptions {
  @Option(
      names = "--image-network",
      paramLabel = "FILE",
      description =
          "What the matcher sees by: TorchScript, (B,3,H,W) in [0,1] to features (default: colours,"
              + " edges and textures).")
  private Optional<Path> imageNetwork;

  @Option(
      names = "--image-network-size",
      paramLabel = "PIXELS",
      defaultValue = "224",
      description = "Edge of its images (default: ${DEFAULT-VALUE}).")
  private int imageNetworkSize;

  @Option(
      names = "--image-network-output",
      paramLabel = "OUTPUT",
      defaultValue = "0",
      description = "Which of its outputs are features, from 0 (default: ${DEFAULT-VALUE}).")
  private int imageNetworkOutput;

  /**
   * Refuses what makes no sense.
   *
   * @throws CommandException naming it
   */
  void check() {
    if (imageNetworkSize < 1 || imageNetworkOutput < 0) {
      throw CommandException.usage(
          "--image-network-size must be at least 1, --image-network-output at least 0");
    }
    if (imageNetwork.isPresent() && !Files.isRegularFile(imageNetwork.get())) {
      throw CommandException.usage("there is no file " + imageNetwork.get());
    }
  }

  /** Loads it; the caller's to close. */
  ImageFeatureNetwork network() throws IOException {
    if (imageNetwork.isEmpty()) {
      return StatisticsNetwork.open();
    }
    TorchScriptOptions plain = TorchScriptOptions.plain(imageNetworkSize);
    return TorchScriptNetwork.load(imageNetwork.get(), plain.withFeatures(imageNetworkOutput));
  }
}
