package dev.xmcgan.gateway.publishing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordIdsTest {
  private static final Instant THEN = Instant.parse("2026-01-02T03:04:05.678Z");

  @Test
  void idsAreUuidsThatDifferAndKnowWhenTheyWereMade() {
    // given
    RecordIds ids = new RecordIds(new Random(1), Clock.fixed(THEN, ZoneOffset.UTC));
    Set<String> seen = new HashSet<>();

    // then
    for (int round = 0; round < 1_000; round++) {
      UUID id = UUID.fromString(ids.next());
      assertThat(id.version()).isEqualTo(7);
      assertThat(id.variant()).isEqualTo(2);
      assertThat(RecordIds.madeAt(id.toString())).contains(THEN);
      assertThat(seen.add(id.toString())).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "f47ac10b-58cc-4372-a567-0e02b2c3d479",
        "0-0-7000-8000-1",
        "019b1c5e-0000-7000-8000-00000000000G"
      })
  void otherIdsDoNot(String id) {
    assertThat(RecordIds.madeAt(id)).isEmpty();
  }
}
