package dev.xmcgan.lab.evaluation;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.datasets.PairProblem;
import dev.xmcgan.datasets.PairSource;
import dev.xmcgan.datasets.annotations.AnnotatedDataset;
import dev.xmcgan.datasets.folder.FolderPairs;
import dev.xmcgan.datasets.scenes.SceneOptions;
import dev.xmcgan.datasets.scenes.ScenePairs;
import dev.xmcgan.datasets.scenes.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** Which captions are drawn and which images are real. */
final class PairOptions {
  @Option(
      names = "--pairs",
      paramLabel = "DIR",
      description =
          "Images with same-named .txt captions, or captions.jsonl (default: scenes of --split,"
              + " drawn).")
  private Optional<Path> pairs;

  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      description = "${COMPLETION-CANDIDATES}, instead of --pairs.")
  private Optional<AnnotatedDataset> dataset;

  @Option(
      names = "--annotations",
      paramLabel = "FILE",
      description = "The data set's annotations of one split; may be given several times.")
  private List<Path> annotations = List.of();

  @Option(
      names = "--image-folder",
      paramLabel = "DIR",
      description = "Where the data set's images lie; may be given several times.")
  private List<Path> imageFolders = List.of();

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
    if (dataset.isEmpty() && !(annotations.isEmpty() && imageFolders.isEmpty())) {
      throw CommandException.usage("--annotations and --image-folder belong to --dataset");
    }
    if (dataset.isPresent()) {
      return annotated();
    }
    if (pairs.isPresent()) {
      if (!Files.isDirectory(pairs.get())) {
        throw CommandException.usage("there is no directory " + pairs.get());
      }
      return new FolderPairs(pairs.get());
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
    return pairs.isEmpty() && dataset.isEmpty();
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

  private PairSource annotated() throws IOException {
    if (pairs.isPresent() || annotations.isEmpty() || imageFolders.isEmpty()) {
      throw CommandException.usage(
          "--dataset goes with --annotations and --image-folder, not with --pairs");
    }
    for (Path file : annotations) {
      if (!Files.isRegularFile(file)) {
        throw CommandException.usage("there is no file " + file);
      }
    }
    try {
      return dataset.get().open(annotations, imageFolders, strictly());
    } catch (IllegalArgumentException e) {
      throw CommandException.usage(e.getMessage());
    }
  }
}
