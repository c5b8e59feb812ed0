package dev.xmcgan.lab.evaluation;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.datasets.PairProblem;
import dev.xmcgan.datasets.PairSource;
import dev.xmcgan.datasets.folder.FolderPairs;
import dev.xmcgan.datasets.scenes.SceneOptions;
import dev.xmcgan.datasets.scenes.ScenePairs;
import dev.xmcgan.datasets.scenes.Split;
import dev.xmcgan.lab.experiments.DatasetOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which captions are drawn and which images are real. */
final class PairOptions {
  @Option(
      names = "--pairs",
      paramLabel = "DIR",
      description = "The same as --dataset folder DIR (default: scenes of --split, drawn).")
  private Optional<Path> pairs;

  @Mixin private DatasetOptions dataset;

  @Option(
      names = "--split",
      defaultValue = "VALIDATION",
      description = "Of scenes: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Split split;

  @Option(
      names = "--open-captions",
      paramLabel = "N",
      defaultValue = "40",
      description =
          "Of scenes: captions that say nothing but colours and shapes, each drawn from 16 seeds"
              + " to see what comes of what they leave open; 0 for none (default:"
              + " ${DEFAULT-VALUE}).")
  private int openCaptions;

  /**
   * The pairs.
   *
   * @param imageSize of scenes that are drawn
   * @param most of scenes
   * @param seed of scenes
   */
  PairSource source(int imageSize, int most, long seed) throws IOException {
    dataset.check();
    if (dataset.isPresent()) {
      if (pairs.isPresent()) {
        throw CommandException.usage("--dataset and --pairs exclude each other");
      }
      return dataset.open(strictly());
    }
    if (pairs.isPresent()) {
      if (!Files.isDirectory(pairs.get())) {
        throw CommandException.usage("there is no directory " + pairs.get());
      }
      return FolderPairs.open(pairs.get(), strictly());
    }
    return new ScenePairs(
        SceneOptions.training(seed, most).withSplit(split).withImageSize(imageSize));
  }

  /**
   * Refuses what makes no sense.
   *
   * @throws CommandException naming it
   */
  void check() {
    if (openCaptions < 0) {
      throw CommandException.usage("--open-captions must be at least 0");
    }
  }

  /** Captions that leave much open; none where the pairs are no scenes. */
  Optional<OpenCaptions> openCaptions(int imageSize, long seed) {
    return openCaptions > 0 && areScenes()
        ? Optional.of(new OpenCaptions(openCaptions, imageSize, seed))
        : Optional.empty();
  }

  private boolean areScenes() {
    return pairs.isEmpty() && !dataset.isPresent();
  }

  /** What protocols call the real images. */
  String reference(PairSource source, long seed) {
    return areScenes() ? "%s seed %d".formatted(source.name(), seed) : source.name();
  }

  /** An evaluation of some of the images would pass for one of all: what is faulty ends it. */
  static Consumer<PairProblem> strictly() {
    return problem -> {
      if (!(problem instanceof PairProblem.DuplicateEntry)) {
        throw CommandException.failed(problem.describe());
      }
    };
  }
}
