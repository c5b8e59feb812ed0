package dev.xmcgan.lab.bench.streaming;

import ai.djl.Device;
import dev.xmcgan.cli.data.Home;
import dev.xmcgan.datasets.scenes.Drift;
import dev.xmcgan.lab.training.SceneBatches;
import dev.xmcgan.lab.training.ScenePool;
import dev.xmcgan.model.captions.HardNegatives;
import dev.xmcgan.model.config.DeviceChoice;
import dev.xmcgan.model.config.Devices;
import dev.xmcgan.model.text.TextEncoder;
import dev.xmcgan.model.training.FrozenEncoders;
import dev.xmcgan.model.training.Trainer;
import dev.xmcgan.model.training.TrainingConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Training steps from the starter's weights on, for ever; after each, a line with its pairs. */
@Command(
    name = TrainingStepsCommand.NAME,
    hidden = true,
    description = "Takes training steps until it is killed; 'bench stream' compares with it.")
public final class TrainingStepsCommand implements Callable<Integer> {
  static final String NAME = "training-steps";

  @Spec private CommandSpec spec;

  @Option(names = "--pairs", required = true, description = "To draw from.")
  private int pairs;

  @Option(names = "--threads", required = true, description = "Of the tensor library.")
  private int threads;

  @Option(names = "--seed", required = true, description = "Of the pairs.")
  private long seed;

  @Override
  public Integer call() throws IOException {
    Devices.configure(threads);
    Device device = Devices.choose(DeviceChoice.AUTO);
    Home home = Home.locate();
    PrintWriter out = spec.commandLine().getOut();
    try (TextEncoder encoder = TextEncoder.load(home.textEncoder(), device);
        Trainer trainer =
            Trainer.resume(
                home.starter(),
                TrainingConfig.starter(),
                FrozenEncoders.of(encoder),
                device,
                seed)) {
      SceneBatches batches =
          SceneBatches.of(
              ScenePool.draw(pairs, seed, Drift.none(), trainer.config().imageSize()),
              seed,
              HardNegatives.starter());
      for (long step = 0; ; step++) {
        trainer.step(batches.batch(step, trainer.examplesPerStep()));
        out.println((step + 1) * trainer.examplesPerStep());
        out.flush();
      }
    }
  }
}
