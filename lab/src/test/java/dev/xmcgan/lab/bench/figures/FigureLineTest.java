package dev.xmcgan.lab.bench.figures;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FigureLineTest {
  private final FigureLine line =
      new FigureLine("freshness").with("pairs", 7).with("median_s", 31.23456).with("on", "cpu");

  @Test
  void figuresAreOneJsonObject() {
    assertThat(line.toJson())
        .isEqualTo("{\"op\":\"freshness\",\"pairs\":7,\"median_s\":31.235,\"on\":\"cpu\"}");
  }

  @Test
  void figuresAreOneLineForPeople() {
    assertThat(line.toText()).isEqualTo("freshness  pairs 7  median_s 31.235  on cpu");
  }
}
