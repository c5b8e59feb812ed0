package dev.xmcgan.lab.training;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.cli.data.Home;
import dev.xmcgan.datasets.scenes.Drift;
import dev.xmcgan.datasets.scenes.SceneCaptions;
import dev.xmcgan.datasets.scenes.SceneSampler;
import dev.xmcgan.datasets.scenes.Split;
import dev.xmcgan.evaluation.judge.SceneJudge;
import dev.xmcgan.evaluation.judge.Vocabulary;
import dev.xmcgan.lab.captions.CaptionFacts;
import dev.xmcgan.lab.captions.CaptionLayerPretraining;
import dev.xmcgan.lab.captions.CaptionLesson;
import dev.xmcgan.model.checkpoint.CheckpointException;
import dev.xmcgan.model.checkpoint.CheckpointFiles;
import dev.xmcgan.model.config.DeviceChoice;
import dev.xmcgan.model.config.Devices;
import dev.xmcgan.model.text.TextEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Teaches a checkpoint's layer that reads captions; where there is none, gives it one. */
@Command(
    name = "teach-captions",
    header = "Teaches a checkpoint to read what captions say by their order.",
    description =
        "Adds a transformer layer over the words to both networks of a checkpoint, so that they can"
            + " tell \"a red circle above a blue square\" from its mirror image. The layer is taught"
            + " from captions of drawn scenes alone: a linear layer shall read from its sentences"
            + " which size and shape the object of each colour has, and where it is, and from each"
            + " word that names an object its size and shape. Where there is"
            + " such a layer, the generator's is taught on. The model is to be trained on, with"
            + " 'lab train --resume' or by the trainer, best with false captions.")
public final class TeachCaptionsCommand implements Callable<Integer> {
  private static final int CAPTIONS = 48;
  private static final int REPORT_EVERY = 100;

  @Spec private CommandSpec spec;

  @Option(
      names = "--checkpoint",
      paramLabel = "DIR",
      description = "What to add it to, or a folder of which the newest is taken.",
      required = true)
  private Path checkpoint;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where to write.")
  private Path out;

  @Option(
      names = "--heads",
      paramLabel = "N",
      defaultValue = "4",
      description =
          "Of a new layer's attention, 32 numbers each; one that is there keeps its own (default:"
              + " ${DEFAULT-VALUE}).")
  private int heads;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "3000",
      description = "Updates, of " + CAPTIONS + " captions each (default: ${DEFAULT-VALUE}).")
  private int steps;

  @Option(
      names = "--captions",
      paramLabel = "N",
      defaultValue = "20000",
      description = "One of each of so many scenes to learn from (default: ${DEFAULT-VALUE}).")
  private int captions;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Of captions and first values (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of the tensor library (default: ${DEFAULT-VALUE}).")
  private int threads;

  @Override
  public Integer call() throws IOException {
    check();
    Devices.configure(threads);
    Device device = Devices.choose(DeviceChoice.AUTO);
    long cacheBytes = Runtime.getRuntime().maxMemory() / 2;
    Path from = SavedSteps.checkpointIn(checkpoint);
    try (TextEncoder encoder = TextEncoder.load(Home.locate().textEncoder(), device, cacheBytes)) {
      CaptionFacts facts = new CaptionFacts(vocabulary(device));
      try (CaptionLayerPretraining lessons = lessons(from, facts, encoder, device)) {
        int maxWords = CheckpointFiles.readConfig(from).maxWords();
        learn(
            lessons,
            drawn().stream()
                .map(
                    caption ->
                        new CaptionLesson(
                            caption,
                            facts.of(caption),
                            facts.ofWords(encoder.tokens(caption, maxWords))))
                .toList());
        lessons.write(out);
      }
    }
    say("wrote " + out);
    return ExitCode.OK;
  }

  private CaptionLayerPretraining lessons(
      Path from, CaptionFacts facts, TextEncoder encoder, Device device) throws IOException {
    try {
      return new CaptionLayerPretraining(
          from, heads, facts.count(), facts.countOfWords(), encoder, device, seed);
    } catch (IllegalArgumentException e) {
      throw CommandException.usage(e.getMessage());
    } catch (CheckpointException e) {
      throw CommandException.failed(e.getMessage(), e);
    }
  }

  private void check() {
    if (heads < 1 || steps < 1 || captions < 1 || threads < 1) {
      throw CommandException.usage("--heads, --steps, --captions and --threads must be at least 1");
    }
    if (Files.exists(out.resolve(CheckpointFiles.CONFIG))) {
      throw CommandException.failed(out + " holds a checkpoint; choose another folder");
    }
  }

  private static Vocabulary vocabulary(Device device) throws IOException {
    try (NDManager manager = NDManager.newBaseManager(device);
        SceneJudge judge = SceneJudge.builtIn(manager)) {
      return judge.vocabulary();
    }
  }

  private void learn(CaptionLayerPretraining lessons, List<CaptionLesson> all) {
    SplittableRandom random = new SplittableRandom(seed);
    double right = 0;
    for (int step = 1; step <= steps; step++) {
      List<CaptionLesson> some = random.ints(CAPTIONS, 0, all.size()).mapToObj(all::get).toList();
      right += lessons.learn(some, (step - 1.0) / steps);
      if (step % REPORT_EVERY == 0 || step == steps) {
        int since = (step - 1) % REPORT_EVERY + 1;
        say(String.format("step %d: %.3f of what captions say is read", step, right / since));
        right = 0;
      }
    }
  }

  /** One caption of each of the first scenes. */
  private List<String> drawn() {
    SceneSampler sampler = new SceneSampler(seed, Split.TRAIN, Drift.none());
    SplittableRandom random = new SplittableRandom(seed);
    return IntStream.range(0, captions)
        .mapToObj(sampler::scene)
        .map(scene -> SceneCaptions.of(scene, false))
        .map(several -> several.get(random.nextInt(several.size())))
        .toList();
  }

  private void say(String line) {
    spec.commandLine().getOut().println(line);
    spec.commandLine().getOut().flush();
  }
}
