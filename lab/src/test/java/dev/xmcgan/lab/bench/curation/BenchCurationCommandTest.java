package dev.xmcgan.lab.bench.curation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BenchCurationCommandTest {
  @Test
  void photographsAreCuratedAndOnesSeenBeforeCostLess() throws Exception {
    // given
    StringWriter out = new StringWriter();
    CommandLine line = new CommandLine(new BenchCurationCommand()).setOut(new PrintWriter(out));

    // when
    int code = line.execute("--seconds", "0.05", "--json");

    // then
    assertThat(code).isZero();
    List<JsonNode> figures = new ArrayList<>();
    for (String each : out.toString().strip().split("\n")) {
      figures.add(new ObjectMapper().readTree(each));
    }
    assertThat(figures)
        .extracting(figure -> figure.path("op").asText())
        .containsExactly(
            "curate_vga", "curate_vga_seen_before", "curate_12mp", "curate_12mp_seen_before");
    assertThat(figures)
        .allMatch(figure -> figure.path("pairs").asLong() >= 1)
        .allMatch(figure -> figure.path("bytes").asLong() < 4 << 20);
    assertThat(figures.get(2).path("bytes").asLong()).isGreaterThan(1 << 20);
    assertThat(figures.get(3).path("pairs_per_s").asDouble())
        .isGreaterThan(2 * figures.get(2).path("pairs_per_s").asDouble());
  }
}
