package dev.xmcgan.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.schemas.AuditAction;
import dev.xmcgan.schemas.AuditEntry;
import dev.xmcgan.schemas.ErasureOutcome;
import dev.xmcgan.schemas.ErasureRequest;
import dev.xmcgan.schemas.PairErasure;
import dev.xmcgan.schemas.Release;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AuditEntriesTest {
  private static final Instant THEN = Instant.parse("2026-01-02T03:04:05Z");

  @Test
  void theFirstReleaseOfAChannelHasNothingBeforeIt() {
    // when
    AuditEntry entry = AuditEntries.ofRelease(Optional.empty(), serving("a").build());

    // then
    assertThat(entry)
        .isEqualTo(
            AuditEntry.newBuilder()
                .setWho("ann")
                .setAction(AuditAction.RELEASED)
                .setSubject("stable")
                .setCheckpointId("a")
                .setReason("looks good")
                .setAt(THEN)
                .build());
  }

  @Test
  void aReleaseNamesWhatItReplaces() {
    // when
    AuditEntry entry = after(serving("b").setRolledBackFrom("long ago"));

    // then
    assertThat(entry.getAction()).isEqualTo(AuditAction.RELEASED);
    assertThat(entry.getPreviousCheckpointId()).isEqualTo("a");
  }

  @Test
  void goingBackIsNoRelease() {
    assertThat(after(serving("before").setRolledBackFrom("a")).getAction())
        .isEqualTo(AuditAction.ROLLED_BACK);
  }

  @Test
  void pinningIsTold() {
    Release pinned = serving("a").setPinned(true).build();

    assertThat(after(serving("a").setPinned(true)).getAction()).isEqualTo(AuditAction.PINNED);
    assertThat(AuditEntries.ofRelease(Optional.of(pinned), serving("a").build()).getAction())
        .isEqualTo(AuditAction.UNPINNED);
  }

  @Test
  void trainingThatGoesBackIsTold() {
    assertThat(after(serving("a").setTrainFrom("best")).getAction())
        .isEqualTo(AuditAction.RETRAINED);
  }

  @Test
  void whoAsksForAnErasureIsTold() {
    // given
    ErasureRequest ofPair = ErasureRequest.ofPair("r-1").by("ann");
    ErasureRequest ofSource = ErasureRequest.ofSource("r-2", "my photos").by("ann");

    // then
    assertThat(AuditEntries.ofRequest(ofPair, "my/pair", THEN.plusNanos(1)))
        .isEqualTo(
            AuditEntry.newBuilder()
                .setWho("ann")
                .setAction(AuditAction.ERASURE_REQUESTED)
                .setSubject("my/pair")
                .setReason("of a pair")
                .setAt(THEN)
                .build());
    assertThat(AuditEntries.ofRequest(ofSource, "r-2", THEN).getSubject()).isEqualTo("my photos");
  }

  @Test
  void whatErasedNothingIsNotTold() {
    PairErasure receipt =
        PairErasure.newBuilder()
            .setRequestId("r-1")
            .setPairId("a")
            .setOutcome(ErasureOutcome.NOT_FOUND)
            .setErasedAt(THEN)
            .setBytesGoneAt(THEN)
            .build();

    assertThatThrownBy(() -> AuditEntries.ofErasure(receipt))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static AuditEntry after(Release.Builder release) {
    return AuditEntries.ofRelease(Optional.of(serving("a").build()), release.build());
  }

  private static Release.Builder serving(String checkpoint) {
    return Release.newBuilder()
        .setChannel("stable")
        .setCheckpointId(checkpoint)
        .setReleasedBy("ann")
        .setReason("looks good")
        .setReleasedAt(THEN);
  }
}
