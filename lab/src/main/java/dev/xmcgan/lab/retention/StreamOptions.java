package dev.xmcgan.lab.retention;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.datasets.PairSource;
import dev.xmcgan.datasets.formats.DatasetFiles;
import dev.xmcgan.datasets.formats.DatasetFormat;
import dev.xmcgan.datasets.scenes.SceneOptions;
import dev.xmcgan.datasets.scenes.ScenePairs;
import dev.xmcgan.trainer.curation.CurationRules;
import dev.xmcgan.trainer.offline.OfflinePair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What is streamed in, and what the window holds before. */
final class StreamOptions {
  private static final int FEWEST_PAIRS = 20;
  private static final long OLD_SEED = 20_261_124;

  @Option(
      names = "--stream",
      required = true,
      paramLabel = "DIR|FILE",
      description = "What is streamed in; may be given several times.")
  private List<Path> stream;

  @Option(
      names = "--format",
      paramLabel = "NAME",
      defaultValue = "folder",
      description = "Of the stream: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private DatasetFormat format;

  @Option(
      names = "--pairs",
      paramLabel = "N",
      defaultValue = "20000",
      description = "Most pairs of the stream (default: ${DEFAULT-VALUE}).")
  private int pairs;

  @Option(
      names = "--old-pairs",
      paramLabel = "N",
      defaultValue = "0",
      description = "Scenes that lie in the replay window before (default: ${DEFAULT-VALUE}).")
  private int oldPairs;

  @Option(
      names = "--held-out",
      paramLabel = "SHARE",
      defaultValue = "0.1",
      description = "Of the stream's images, never learned (default: ${DEFAULT-VALUE}).")
  private double heldOut;

  /**
   * Refuses what makes no sense.
   *
   * @throws CommandException naming it
   */
  void check() {
    if (pairs < FEWEST_PAIRS || oldPairs < 0) {
      throw CommandException.usage(
          "--pairs must be at least %d, --old-pairs at least 0".formatted(FEWEST_PAIRS));
    }
    if (!(heldOut >= 0 && heldOut < 1)) {
      throw CommandException.usage("--held-out must be from 0 to below 1, not " + heldOut);
    }
    for (Path path : stream) {
      if (!Files.exists(path)) {
        throw CommandException.usage("there is no file or directory " + path);
      }
    }
  }

  /** Share of the stream's images that are never learned. */
  double heldOut() {
    return heldOut;
  }

  /**
   * Reads the stream.
   *
   * @throws CommandException when it has too few pairs to learn
   */
  StreamPairs read(CurationRules rules) throws IOException {
    StreamPairs read = StreamPairs.read(source(), rules, pairs);
    if (read.toLearn().size() < FEWEST_PAIRS) {
      throw CommandException.failed(
          "%d pairs to learn are too few to measure by, %d are needed; passed over: %s"
              .formatted(read.toLearn().size(), FEWEST_PAIRS, read.passedOver()));
    }
    return read;
  }

  private PairSource source() throws IOException {
    try {
      return format.open(new DatasetFiles(stream, List.of(), Optional.empty()), problem -> {});
    } catch (IllegalArgumentException e) {
      throw CommandException.usage(e.getMessage());
    }
  }

  /** Scenes that were learned before. */
  List<OfflinePair> old(CurationRules rules) throws IOException {
    if (oldPairs == 0) {
      return List.of();
    }
    SceneOptions scenes =
        SceneOptions.training(OLD_SEED, oldPairs).withImageSize(rules.imageSize());
    return StreamPairs.read(new ScenePairs(scenes), rules, oldPairs).toLearn();
  }
}
