package dev.xmcgan.cli.bench.precision;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.xmcgan.cli.CommandRun;
import org.junit.jupiter.api.Test;

class BenchPrecisionCommandTest {

  @Test
  void theStarterDrawsNearlyTheSameInHalfPrecision() throws Exception {
    // when
    CommandRun run = CommandRun.of("bench", "precision", "--images", "18", "--json");

    // then
    assertThat(run.code()).isZero();
    JsonNode figures = new ObjectMapper().readTree(run.out());
    assertThat(figures.path("images").asInt()).isEqualTo(18);
    assertThat(figures.path("differing").asDouble()).isBetween(0.001, 0.9);
    assertThat(figures.path("mean_levels").asDouble()).isBetween(0.001, 1.0);
    assertThat(figures.path("largest_levels").asInt()).isPositive();
  }
}
