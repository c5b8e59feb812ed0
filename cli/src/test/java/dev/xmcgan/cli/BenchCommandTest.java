package dev.xmcgan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class BenchCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

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

  @ParameterizedTest
  @CsvSource({
    "generator --image 48,image",
    "generator --batch 1,batch",
    "generator --preset huge,official-128",
    "train --threads 0,--threads",
    "generator --precision float8,float16",
    "generator --caption-heads -1,captionHeads",
    "generator --caption-heads 1 --against-plain,--caption-heads",
    "bert --words 3,words",
    "everything,everything",
    "precision --images 0,--images",
    "stream --rounds 0,--rounds",
    "checkpoint --megabytes 2,--megabytes",
    "freshness --minutes 0,--minutes"
  })
  void whatCannotBeMeasuredIsNamed(String arguments, String named) {
    assertThat(execute("bench " + arguments)).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains(named).hasLineCount(1);
  }

  @Test
  void somethingMustBeTimed() {
    assertThat(Main.commandLine(false).setErr(new PrintWriter(err, true)).execute("bench"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("what to time").hasLineCount(1);
  }

  private int execute(String arguments) {
    CommandLine line = Main.commandLine(false);
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return line.execute(arguments.split(" "));
  }
}
