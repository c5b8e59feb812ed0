package dev.xmcgan.evaluation.scores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ScoresTest {

  private static final Protocol PROTOCOL =
      new Protocol("kid", "net-1", 500, 400, "scenes", "bicubic", Map.of("seed", "1"));

  @Test
  void scoresOfOneProtocolAreCompared() {
    // given
    Score first = Score.of(PROTOCOL, 0.25, 0.01);
    Score second = Score.of(PROTOCOL, 0.5);

    // when
    double difference = Scores.compare(first, second);

    // then
    assertThat(difference).isEqualTo(0.25);
  }

  static Stream<Arguments> otherProtocols() {
    Map<String, String> same = PROTOCOL.parameters();
    return Stream.of(
        Arguments.of("metric", new Protocol("fid", "net-1", 500, 400, "scenes", "bicubic", same)),
        Arguments.of("network", new Protocol("kid", "net-2", 500, 400, "scenes", "bicubic", same)),
        Arguments.of("images", new Protocol("kid", "net-1", 501, 400, "scenes", "bicubic", same)),
        Arguments.of(
            "references", new Protocol("kid", "net-1", 500, 401, "scenes", "bicubic", same)),
        Arguments.of(
            "referenceSet", new Protocol("kid", "net-1", 500, 400, "coco", "bicubic", same)),
        Arguments.of("resize", new Protocol("kid", "net-1", 500, 400, "scenes", "none", same)),
        Arguments.of("parameters.seed", PROTOCOL.with("seed", 2)),
        Arguments.of("parameters.subsets", PROTOCOL.with("subsets", 3)));
  }

  @ParameterizedTest
  @MethodSource("otherProtocols")
  void scoresOfDifferentProtocolsAreNotCompared(String field, Protocol other) {
    // given
    Score first = Score.of(PROTOCOL, 0.25);
    Score second = Score.of(other, 0.25);

    // when, then
    assertThatThrownBy(() -> Scores.compare(first, second))
        .isInstanceOfSatisfying(
            ProtocolMismatchException.class,
            mismatch -> assertThat(mismatch.field()).isEqualTo(field))
        .hasMessageContaining(field);
  }

  @Test
  void partsGiveMeanAndDeviation() {
    // when
    Score score = Score.ofParts(PROTOCOL, new double[] {1, 2, 3, 6});

    // then
    assertThat(score.value()).isCloseTo(3, within(1e-12));
    assertThat(score.deviation().orElseThrow()).isCloseTo(Math.sqrt(3.5), within(1e-12));
  }

  @Test
  void aScoreThatIsNoNumberIsRefused() {
    // when, then
    assertThatThrownBy(() -> Score.of(PROTOCOL, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("kid is NaN");
  }

  @Test
  void jsonBringsScoresBack() {
    // given
    List<Score> scores =
        List.of(
            Score.of(PROTOCOL, 0.1 + 0.2),
            Score.of(PROTOCOL.with("subsets", 100), -1e-9, 0.5),
            Score.of(PROTOCOL, 0.5, new Interval(0.25, 0.75)));

    // when
    List<Score> back = ScoreJson.read(ScoreJson.write(scores));

    // then
    assertThat(back).isEqualTo(scores);
  }

  @ParameterizedTest
  @MethodSource("brokenJson")
  void brokenJsonIsRefusedByKey(String json, String message) {
    // when, then
    assertThatThrownBy(() -> ScoreJson.read(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  static Stream<Arguments> brokenJson() {
    String whole = ScoreJson.write(List.of(Score.of(PROTOCOL, 1)));
    return Stream.of(
        Arguments.of("[", "not JSON"),
        Arguments.of("{}", "no JSON array"),
        Arguments.of("[{\"value\":1}]", "protocol"),
        Arguments.of(whole.replace("\"network\"", "\"net\""), "network"),
        Arguments.of(whole.replace("500", "\"many\""), "images"));
  }
}
