package dev.xmcgan.lab.evaluation;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.evaluation.networks.TorchScriptCaptionNetwork;
import dev.xmcgan.evaluation.networks.TorchScriptNetwork;
import dev.xmcgan.evaluation.networks.TorchScriptOptions;
import dev.xmcgan.evaluation.objects.ObjectClasses;
import dev.xmcgan.evaluation.retrieval.RetrievalOptions;
import dev.xmcgan.evaluation.streaming.ImageEvaluation;
import dev.xmcgan.evaluation.streaming.InceptionEvaluation;
import dev.xmcgan.evaluation.streaming.ObjectEvaluation;
import dev.xmcgan.evaluation.streaming.RetrievalEvaluation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Feature networks of the user, each a TorchScript file. */
final class NetworkOptions {
  @Option(
      names = "--inception",
      paramLabel = "FILE",
      description = "FID and KID: TorchScript, (B,3,H,W) in [-1,1] to features.")
  private Optional<Path> inception;

  @Option(
      names = "--inception-size",
      paramLabel = "PIXELS",
      defaultValue = "299",
      description = "Edge of its images (default: ${DEFAULT-VALUE}).")
  private int inceptionSize;

  @Option(
      names = "--inception-logits",
      paramLabel = "OUTPUT",
      description = "Which of its outputs are class logits, counted from 0; gives IS too.")
  private Optional<Integer> inceptionLogits;

  @Option(
      names = "--is-splits",
      paramLabel = "N",
      defaultValue = "10",
      description = "Of IS; 1 as the official code (default: ${DEFAULT-VALUE}).")
  private int splits;

  @Option(
      names = "--clip-image",
      paramLabel = "FILE",
      description = "R-precision: TorchScript, (B,3,H,W) normalised as for CLIP to vectors.")
  private Optional<Path> clipImage;

  @Option(
      names = "--clip-text",
      paramLabel = "FILE",
      description = "R-precision: TorchScript, (B,T) token ids to vectors of the same space.")
  private Optional<Path> clipText;

  @Option(
      names = "--clip-tokenizer",
      paramLabel = "FILE",
      description = "R-precision: the tokenizer.json of --clip-text.")
  private Optional<Path> clipTokenizer;

  @Option(
      names = "--clip-size",
      paramLabel = "PIXELS",
      defaultValue = "224",
      description = "Edge of its images (default: ${DEFAULT-VALUE}).")
  private int clipSize;

  @Option(
      names = "--clip-tokens",
      paramLabel = "T",
      defaultValue = "77",
      description = "Tokens of a caption (default: ${DEFAULT-VALUE}).")
  private int clipTokens;

  @Option(
      names = "--detector",
      paramLabel = "FILE",
      description = "SOA: TorchScript, (B,3,H,W) in [0,1] to a confidence for each class.")
  private Optional<Path> detector;

  @Option(
      names = "--detector-classes",
      paramLabel = "FILE",
      description =
          "SOA: a line for each class: name, words that name it, exceptions, with tabs between.")
  private Optional<Path> detectorClasses;

  @Option(
      names = "--detector-size",
      paramLabel = "PIXELS",
      defaultValue = "416",
      description = "Edge of its images (default: ${DEFAULT-VALUE}).")
  private int detectorSize;

  @Option(
      names = "--detector-threshold",
      paramLabel = "SHARE",
      defaultValue = "0.5",
      description = "Confidence from which on a class is seen (default: ${DEFAULT-VALUE}).")
  private float detectorThreshold;

  /** Whether the built-in judge has nothing to do. */
  boolean given() {
    return inception.isPresent() || clipImage.isPresent() || detector.isPresent();
  }

  /**
   * Refuses options that lack others.
   *
   * @throws CommandException naming them
   */
  void check() {
    if (clipImage.isPresent() != clipText.isPresent()
        || clipImage.isPresent() != clipTokenizer.isPresent()) {
      throw CommandException.usage("--clip-image, --clip-text and --clip-tokenizer go together");
    }
    if (detector.isPresent() != detectorClasses.isPresent()) {
      throw CommandException.usage("--detector and --detector-classes go together");
    }
    if (inception.isEmpty() && inceptionLogits.isPresent()) {
      throw CommandException.usage("--inception-logits belongs to --inception");
    }
    for (Optional<Path> file :
        List.of(inception, clipImage, clipText, clipTokenizer, detector, detectorClasses)) {
      if (file.isPresent() && !Files.isRegularFile(file.get())) {
        throw CommandException.usage("there is no file " + file.get());
      }
    }
  }

  /** Loads them; each is closed with its evaluation. */
  List<ImageEvaluation> open(String reference, long seed) throws IOException {
    List<ImageEvaluation> evaluations = new ArrayList<>();
    try {
      if (inception.isPresent()) {
        TorchScriptOptions plain = TorchScriptOptions.symmetric(inceptionSize);
        TorchScriptOptions options =
            inceptionLogits.map(index -> plain.withOutputs(0, index)).orElse(plain);
        evaluations.add(
            new InceptionEvaluation(
                TorchScriptNetwork.load(inception.get(), options), reference, splits, seed));
      }
      if (clipImage.isPresent()) {
        evaluations.add(retrieval(seed));
      }
      if (detector.isPresent()) {
        ObjectClasses classes =
            ObjectClasses.parse(Files.readAllLines(detectorClasses.orElseThrow()));
        evaluations.add(
            new ObjectEvaluation(
                TorchScriptNetwork.load(detector.get(), TorchScriptOptions.plain(detectorSize)),
                classes,
                detectorThreshold));
      }
      return evaluations;
    } catch (IOException | RuntimeException e) {
      evaluations.forEach(ImageEvaluation::close);
      throw e;
    }
  }

  private ImageEvaluation retrieval(long seed) throws IOException {
    TorchScriptNetwork images =
        TorchScriptNetwork.load(clipImage.orElseThrow(), TorchScriptOptions.clip(clipSize));
    try {
      return new RetrievalEvaluation(
          images,
          TorchScriptCaptionNetwork.load(
              clipText.orElseThrow(), clipTokenizer.orElseThrow(), clipTokens),
          RetrievalOptions.usual(seed));
    } catch (IOException | RuntimeException e) {
      images.close();
      throw e;
    }
  }
}
