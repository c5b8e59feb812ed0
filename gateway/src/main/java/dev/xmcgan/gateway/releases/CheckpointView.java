package dev.xmcgan.gateway.releases;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.xmcgan.gateway.models.ModelConfigFields;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.CheckpointFile;
import dev.xmcgan.schemas.Evaluation;
import dev.xmcgan.schemas.EvaluationScore;
import dev.xmcgan.transport.releases.ReleaseSnapshot;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A checkpoint; what is not known is left out.
 *
 * @param releasedAs channels that serve it
 * @param evaluation what was found about it; absent while it was not judged
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CheckpointView(
    String id,
    @Schema(nullable = true) String parent,
    String madeBy,
    long step,
    long pairsSeen,
    @Schema(nullable = true) Integer imageSize,
    String textEncoder,
    Instant createdAt,
    List<String> releasedAs,
    @Schema(nullable = true) EvaluationView evaluation,
    List<FileView> files) {

  /** A file of it. */
  @JsonNaming(SnakeCaseStrategy.class)
  public record FileView(String name, long bytes, String sha256) {
    static FileView of(CheckpointFile file) {
      return new FileView(file.getName(), file.getSizeBytes(), file.getSha256());
    }
  }

  /** What was found about it. */
  @JsonNaming(SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record EvaluationView(
      String verdict,
      List<String> reasons,
      @Schema(nullable = true) String comparedWith,
      boolean sanityOnly,
      List<ScoreView> scores,
      String decidedBy,
      Instant decidedAt) {

    static EvaluationView of(Evaluation found) {
      return new EvaluationView(
          found.getVerdict().name().toLowerCase(Locale.ROOT),
          found.getReasons(),
          found.getComparedWith(),
          found.getSanityOnly(),
          found.getScores().stream().map(ScoreView::of).toList(),
          found.getDecidedBy(),
          found.getDecidedAt());
    }
  }

  /**
   * A score.
   *
   * @param set {@code anchors}: captions of what was learned before; {@code fresh}: held-out pairs
   * @param serving the same of the checkpoint it was compared with
   * @param best the same of the best release so far
   * @param floor what real images get
   * @param margin how much worse it may be, even beyond chance
   * @param protocol how it was measured, JSON
   */
  @JsonNaming(SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ScoreView(
      String metric,
      String set,
      double value,
      @Schema(nullable = true) Double serving,
      @Schema(nullable = true) Double best,
      @Schema(nullable = true) Double floor,
      @Schema(nullable = true) Double margin,
      String protocol) {

    static ScoreView of(EvaluationScore score) {
      return new ScoreView(
          score.getMetric(),
          score.getSet(),
          score.getValue(),
          score.getServing(),
          score.getBest(),
          score.getFloor(),
          score.getMargin(),
          score.getProtocol());
    }
  }

  static CheckpointView of(Checkpoint checkpoint, ReleaseSnapshot book) {
    Optional<Evaluation> found = book.evaluation(checkpoint.getCheckpointId());
    return new CheckpointView(
        checkpoint.getCheckpointId(),
        checkpoint.getParentId(),
        checkpoint.getTrainerId(),
        checkpoint.getStep(),
        checkpoint.getPairsSeen(),
        ModelConfigFields.imageSize(checkpoint.getModelConfig()).orElse(null),
        checkpoint.getTextEncoder(),
        checkpoint.getCreatedAt(),
        book.channels(checkpoint.getCheckpointId()),
        found.map(EvaluationView::of).orElse(null),
        checkpoint.getFiles().stream().map(FileView::of).toList());
  }
}
