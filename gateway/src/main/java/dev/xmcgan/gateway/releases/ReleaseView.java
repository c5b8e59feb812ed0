package dev.xmcgan.gateway.releases;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.xmcgan.schemas.Release;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Which checkpoint a channel serves, who said so and why.
 *
 * @param rolledBackFrom the bad checkpoint that this release goes back from
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReleaseView(
    String channel,
    String checkpoint,
    boolean pinned,
    String releasedBy,
    String reason,
    Instant releasedAt,
    @Schema(nullable = true) String previousCheckpoint,
    @Schema(nullable = true) String rolledBackFrom) {

  static ReleaseView of(Release release) {
    return new ReleaseView(
        release.getChannel(),
        release.getCheckpointId(),
        release.getPinned(),
        release.getReleasedBy(),
        release.getReason(),
        release.getReleasedAt(),
        release.getPreviousCheckpointId(),
        release.getRolledBackFrom());
  }
}
