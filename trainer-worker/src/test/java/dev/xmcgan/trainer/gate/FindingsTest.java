package dev.xmcgan.trainer.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Evaluation;
import dev.xmcgan.schemas.Verdict;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class FindingsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00.123Z");

  private final Findings findings = new Findings("one", Clock.fixed(NOW, ZoneOffset.UTC));

  @Test
  void sayWhoseTrainingMadeWhatWasJudged() {
    // given
    Checkpoint checkpoint =
        Checkpoint.newBuilder()
            .setCheckpointId("c1")
            .setTrainerId("two")
            .setStep(1)
            .setPairsSeen(1)
            .setModelConfig("{}")
            .setTextEncoder("fake@1")
            .setFiles(List.of())
            .setCreatedAt(NOW)
            .setChannel("photos")
            .build();

    // when
    Evaluation found = findings.rejected(findings.of(checkpoint, List.of()), List.of("all grey"));

    // then
    assertThat(found.getChannel()).isEqualTo("photos");
    assertThat(found.getDecidedBy()).isEqualTo("one");
    assertThat(found.getDecidedAt()).isEqualTo(NOW);
    assertThat(found.getVerdict()).isEqualTo(Verdict.REJECTED);
  }
}
