package dev.xmcgan.gateway.publishing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RecordIdsTest {

  @Test
  void idsAreRandomUuidsAndDiffer() {
    // given
    RecordIds ids = new RecordIds(new Random(1));
    Set<String> seen = new HashSet<>();

    // then
    for (int round = 0; round < 1_000; round++) {
      UUID id = UUID.fromString(ids.next());
      assertThat(id.version()).isEqualTo(4);
      assertThat(id.variant()).isEqualTo(2);
      assertThat(seen.add(id.toString())).isTrue();
    }
  }
}
