package dev.xmcgan.lab.judge;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import dev.xmcgan.evaluation.judge.SceneJudge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JudgeTrainingTest {

  private static final JudgeTrainingOptions SHORT = new JudgeTrainingOptions(3, 60, 8, 3e-3);

  @TempDir private Path directory;

  @Test
  void lossFallsAndTheSameOptionsGiveTheSameBytesThatLoad() throws IOException {
    // given
    Path first = directory.resolve("first.safetensors");
    Path second = directory.resolve("second.safetensors");

    // when
    List<Float> losses = train(first);
    train(second);

    // then
    assertThat(losses.get(losses.size() - 1)).isLessThan(0.9f * losses.get(0));
    assertThat(second).hasSameBinaryContentAs(first);
    assertThat(Files.size(first)).isLessThan(2_000_000);
    try (NDManager manager = NDManager.newBaseManager();
        SceneJudge judge = SceneJudge.load(first, manager)) {
      assertThat(judge.vocabulary()).isEqualTo(DrawnScenes.vocabulary());
      assertThat(judge.id()).startsWith("scene-judge:");
    }
  }

  private static List<Float> train(Path file) throws IOException {
    List<Float> losses = new ArrayList<>();
    new JudgeTraining(DrawnScenes.vocabulary(), DrawnScenes.forTraining(3), SHORT)
        .train(file, (step, loss) -> losses.add(loss));
    return losses;
  }
}
