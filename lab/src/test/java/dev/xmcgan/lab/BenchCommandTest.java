package dev.xmcgan.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.xmcgan.cli.ExitCode;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchCommandTest {
  private final StringBuilder out = new StringBuilder();
  private final StringBuilder err = new StringBuilder();

  @Test
  void printsOneJsonLineForEachOperation() throws IOException {
    // when
    int code =
        execute(
            "bench generator --image 64 --width 2 --batch 2 --text-width 8 --words 5 --threads 1"
                + " --seconds 0 --json");

    // then
    assertThat(code).isZero();
    assertThat(out.toString().strip().lines()).hasSize(1);
    JsonNode figure = new ObjectMapper().readTree(out.toString());
    assertThat(figure.path("op").asText()).isEqualTo("g_eval");
    assertThat(figure.path("cpu_ms").asDouble()).isPositive();
    assertThat(figure.path("wall_ms").asDouble()).isPositive();
    assertThat(figure.path("images_per_s").asDouble()).isPositive();
    assertThat(figure.path("peak_ratio").asDouble()).isBetween(0.0, 1.5);
    assertThat(figure.path("batch").asInt()).isEqualTo(2);
    assertThat(figure.path("precision").asText()).isEqualTo("float32");
  }

  @Test
  void printsWhatTrainingComesTo() throws IOException {
    // when
    int code =
        execute(
            "bench train --image 64 --width 4 --batch 8 --text-width 8 --words 5 --threads 1"
                + " --seconds 0 --json");

    // then
    assertThat(code).isZero();
    JsonNode cost = new ObjectMapper().readTree(out.toString().lines().skip(4).findFirst().get());
    assertThat(cost.path("op").asText()).isEqualTo("cost");
    assertThat(cost.path("coco_days").asDouble()).isPositive();
    assertThat(cost.path("estimated_mb").asDouble()).isBetween(30.0, 200.0);
  }

  @ParameterizedTest
  @CsvSource({
    "generator --image 48,image",
    "generator --batch 1,batch",
    "generator --preset huge,official-128",
    "train --threads 0,--threads",
    "generator --precision float8,FLOAT16",
    "generator --caption-heads -1,captionHeads",
    "generator --caption-heads 1 --against-plain,--caption-heads",
    "bert --words 3,words",
    "everything,everything",
    "precision --images 0,--images",
    "stream --rounds 0,--rounds",
    "checkpoint --megabytes 2,--megabytes",
    "freshness --minutes 0,--minutes",
    "gateway --callers 0,--callers",
    "gateway --streams -1,--streams"
  })
  void whatCannotBeMeasuredIsNamed(String arguments, String named) {
    assertThat(execute("bench " + arguments)).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains(named).hasLineCount(1);
  }

  @Test
  void somethingMustBeTimed() {
    CommandRun run = CommandRun.of("bench");
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("what to time").hasLineCount(1);
  }

  private int execute(String arguments) {
    CommandRun run = CommandRun.of(arguments.split(" "));
    out.append(run.out());
    err.append(run.err());
    return run.code();
  }
}
