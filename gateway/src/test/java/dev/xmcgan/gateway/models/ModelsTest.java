package dev.xmcgan.gateway.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Release;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelsTest {
  private static final Instant EARLY = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant LATE = Instant.parse("2026-01-02T00:00:00Z");

  @Test
  void channelsComeFirstThenCheckpointsFromTheNewest() {
    // given
    Models models =
        new Models(
            Map.of("stable", release("stable", "old"), "canary", release("canary", "new")),
            Map.of("old", checkpoint("old", EARLY, "{}"), "new", checkpoint("new", LATE, "{}")));

    // when
    List<Model> all = models.all();

    // then
    assertThat(all).extracting(Model::id).containsExactly("canary", "stable", "new", "old");
    assertThat(all).extracting(Model::object).containsOnly("model");
    assertThat(all)
        .extracting(Model::kind)
        .containsExactly("channel", "channel", "checkpoint", "checkpoint");
  }

  @Test
  void aChannelShowsWhatIsBehindIt() {
    // given
    Models models =
        new Models(
            Map.of("stable", release("stable", "old")),
            Map.of("old", checkpoint("old", EARLY, "{\"imageSize\": 64}")));

    // when
    Model stable = models.find("stable").orElseThrow();

    // then
    assertThat(stable.checkpoint()).isEqualTo("old");
    assertThat(stable.step()).isEqualTo(1234L);
    assertThat(stable.pairsSeen()).isEqualTo(99L);
    assertThat(stable.imageSize()).isEqualTo(64);
    assertThat(stable.created()).isEqualTo(LATE.getEpochSecond());
    assertThat(stable.ownedBy()).isEqualTo("somebody");
  }

  @Test
  void aReleaseWhoseManifestIsNotReadYetIsListedWithoutItsFields() {
    // given
    Models models = new Models(Map.of("stable", release("stable", "unread")), Map.of());

    // when
    Model stable = models.find("stable").orElseThrow();

    // then
    assertThat(stable.checkpoint()).isEqualTo("unread");
    assertThat(stable.step()).isNull();
    assertThat(stable.imageSize()).isNull();
  }

  @Test
  void unknownNamesAreNotFound() {
    assertThat(new Models(Map.of(), Map.of()).find("nothing")).isEmpty();
  }

  @Test
  void aConfigurationThatDoesNotTellTheSizeIsNoError() {
    assertThat(ModelConfigFields.imageSize("{\"imageSize\": 128}")).contains(128);
    assertThat(ModelConfigFields.imageSize("{\"imageSize\": \"big\"}")).isEmpty();
    assertThat(ModelConfigFields.imageSize("{}")).isEmpty();
    assertThat(ModelConfigFields.imageSize("not json")).isEmpty();
    assertThat(ModelConfigFields.imageSize("")).isEmpty();
  }

  private static Release release(String channel, String checkpoint) {
    return Release.newBuilder()
        .setChannel(channel)
        .setCheckpointId(checkpoint)
        .setReleasedBy("somebody")
        .setReason("because")
        .setReleasedAt(LATE)
        .build();
  }

  private static Checkpoint checkpoint(String id, Instant created, String config) {
    return Checkpoint.newBuilder()
        .setCheckpointId(id)
        .setTrainerId("trainer")
        .setStep(1234)
        .setPairsSeen(99)
        .setModelConfig(config)
        .setTextEncoder("bert")
        .setFiles(List.of())
        .setCreatedAt(created)
        .build();
  }
}
