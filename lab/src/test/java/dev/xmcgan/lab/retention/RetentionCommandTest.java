package dev.xmcgan.lab.retention;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.datasets.CaptionedImage;
import dev.xmcgan.datasets.scenes.SceneOptions;
import dev.xmcgan.datasets.scenes.ScenePairs;
import dev.xmcgan.lab.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With networks as small as they may be, streaming a folder of pictures. */
class RetentionCommandTest {
  private static final int PAIRS = 60;

  @TempDir private static Path shared;
  private static Path checkpoint;
  private static Path stream;

  @TempDir private Path folder;

  @BeforeAll
  static void trainAndWriteTheStream() throws IOException {
    CommandRun run =
        CommandRun.of(
            ("train --width 2 --batch 4 --matching 4 --pairs 20 --steps 1 --threads 1 --out "
                    + shared)
                .split(" "));
    assertThat(run.code()).isEqualTo(ExitCode.OK);
    checkpoint = shared.resolve("step-000001");
    stream = Files.createDirectories(shared.resolve("stream"));
    try (Stream<CaptionedImage> pairs =
        new ScenePairs(SceneOptions.training(5, PAIRS).withImageSize(64)).pairs(problem -> {})) {
      int number = 0;
      for (CaptionedImage pair : (Iterable<CaptionedImage>) pairs::iterator) {
        Files.write(stream.resolve(number + ".png"), pair.image());
        Files.write(stream.resolve(number + ".txt"), pair.captions());
        number++;
      }
    }
  }

  @Test
  void judgesBeforeAndAtEachCandidateAndDoesTheSameAgain() throws IOException {
    // when
    CommandRun run = retention("--steps 2 --every 1 --json --out " + folder);

    // then
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isEqualTo(ExitCode.OK);
    List<JsonNode> lines = json(run.out());
    assertThat(lines)
        .extracting(line -> line.get("op").asText())
        .containsExactly("stream", "candidate", "candidate", "candidate");
    JsonNode first = lines.get(0);
    assertThat(first.get("to_learn").asInt() + first.get("held_out").asInt()).isEqualTo(PAIRS);
    assertThat(first.get("learned_real").asDouble()).isBetween(0.0, 1.0);
    assertThat(lines.subList(1, 4))
        .extracting(line -> line.get("steps").asInt())
        .containsExactly(0, 1, 2);
    assertThat(lines.get(1).get("pairs").asInt()).isZero();
    assertThat(lines.get(3).get("pairs").asInt())
        .as("learned for the first time")
        .isGreaterThan(lines.get(2).get("pairs").asInt());
    assertThat(folder).isDirectoryContaining(file -> file.endsWith("generator.safetensors"));
    assertThat(json(retention("--steps 2 --every 1 --json").out()).get(3).get("learned"))
        .isEqualTo(lines.get(3).get("learned"));
  }

  @Test
  void impossibleValuesAreNamed() {
    assertThat(retention("--every 0").err()).contains("--every").hasLineCount(1);
    assertThat(retention("--held-out 1").err()).contains("--held-out", "1.0").hasLineCount(1);
    assertThat(retention("--image-network " + folder.resolve("none.pt")).err())
        .contains("none.pt")
        .hasLineCount(1);
    assertThat(retention("--pairs 20 --held-out 0.5").err())
        .contains("too few to measure by")
        .hasLineCount(1);
  }

  private static List<JsonNode> json(String out) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : out.lines().toList()) {
      lines.add(new ObjectMapper().readTree(line));
    }
    return lines;
  }

  private static CommandRun retention(String more) {
    String command =
        "retention --stream %s --resume %s --images 4 --captions 20 %s"
            .formatted(stream, checkpoint, more);
    return CommandRun.of(command.split(" "));
  }
}
