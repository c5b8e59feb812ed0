package dev.xmcgan.cli.imports;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.datasets.scenes.Drift;
import dev.xmcgan.datasets.scenes.SceneOptions;
import dev.xmcgan.datasets.scenes.ScenePairs;
import dev.xmcgan.datasets.scenes.rendering.SceneRenderer;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Drawn scenes. */
@Command(
    name = "scenes",
    header = "Draws captioned scenes and streams them.",
    description =
        "Draws scenes of coloured shapes with their captions and streams them. The same seed and"
            + " index always give the same pair.")
public final class ImportScenesCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ImportTarget target;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "2000",
      description = "Scenes (default: ${DEFAULT-VALUE}).")
  private long count;

  @Option(
      names = "--seed",
      paramLabel = "SEED",
      defaultValue = "1",
      description = "Another seed, other scenes (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--start",
      paramLabel = "INDEX",
      defaultValue = "0",
      description = "Index of the first scene (default: ${DEFAULT-VALUE}).")
  private long start;

  @Option(
      names = "--size",
      paramLabel = "PIXELS",
      defaultValue = "" + SceneRenderer.REFERENCE_SIZE,
      description = "Edge of the images, a power of two (default: ${DEFAULT-VALUE}).")
  private int size;

  @Option(
      names = "--drift",
      paramLabel = "INDEX",
      description = "From this scene on, new shapes, colours and a new background appear.")
  private Optional<Long> drift;

  @Option(names = "--narrated", description = "A longer caption of two sentences beside the rest.")
  private boolean narrated;

  @Override
  public Integer call() throws IOException, InterruptedException {
    ScenePairs scenes;
    try {
      scenes =
          new ScenePairs(
              SceneOptions.training(seed, count)
                  .withFirst(start)
                  .withImageSize(size)
                  .withNarrated(narrated)
                  .withDrift(drift.map(Drift::everythingFrom).orElse(Drift.none())));
    } catch (IllegalArgumentException e) {
      throw CommandException.usage(e.getMessage());
    }
    target.run(problems -> scenes, spec.commandLine().getOut());
    return ExitCode.OK;
  }
}
