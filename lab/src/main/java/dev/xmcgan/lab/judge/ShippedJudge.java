package dev.xmcgan.lab.judge;

import dev.xmcgan.model.config.Devices;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Makes the shipped judge's weights anew: {@code ShippedJudge FILE [steps]}. The command is in
 * {@code docs/evaluation.md}.
 */
public final class ShippedJudge {

  private ShippedJudge() {}

  public static void main(String[] arguments) throws IOException {
    Devices.configure(1);
    JudgeTrainingOptions shipped = JudgeTrainingOptions.shipped();
    int steps = arguments.length > 1 ? Integer.parseInt(arguments[1]) : shipped.steps();
    JudgeTrainingOptions options =
        new JudgeTrainingOptions(shipped.seed(), steps, shipped.batch(), shipped.rate());
    long start = System.nanoTime();
    new JudgeTraining(DrawnScenes.vocabulary(), DrawnScenes.forTraining(options.seed()), options)
        .train(
            Path.of(arguments[0]),
            (step, loss) ->
                System.out.printf(
                    "step %d loss %.4f, %.0f s%n", step, loss, (System.nanoTime() - start) / 1e9));
  }
}
