package dev.xmcgan.cli.checkpoints;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.CheckpointFile;
import dev.xmcgan.schemas.Evaluation;
import dev.xmcgan.schemas.EvaluationScore;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.transport.releases.ReleaseSnapshot;
import java.util.List;
import java.util.Locale;

/**
 * Checkpoints and what was found about them, for a program to read. Instants are ISO 8601; what is
 * not known is null.
 */
record CheckpointJson(ReleaseSnapshot book) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** One object each. */
  ArrayNode list(List<Checkpoint> checkpoints) {
    ArrayNode list = JSON.createArrayNode();
    checkpoints.forEach(checkpoint -> list.add(summary(checkpoint)));
    return list;
  }

  /** All there is to say about one. */
  ObjectNode show(Checkpoint checkpoint) {
    ObjectNode json = summary(checkpoint);
    json.put("textEncoder", checkpoint.getTextEncoder());
    ArrayNode files = json.putArray("files");
    for (CheckpointFile file : checkpoint.getFiles()) {
      files
          .addObject()
          .put("name", file.getName())
          .put("bytes", file.getSizeBytes())
          .put("sha256", file.getSha256());
    }
    return json.put("modelConfig", checkpoint.getModelConfig());
  }

  private ObjectNode summary(Checkpoint checkpoint) {
    String id = checkpoint.getCheckpointId();
    ObjectNode json =
        JSON.createObjectNode()
            .put("id", id)
            .put("parent", checkpoint.getParentId())
            .put("madeBy", checkpoint.getTrainerId())
            .put("createdAt", checkpoint.getCreatedAt().toString())
            .put("step", checkpoint.getStep())
            .put("pairsSeen", checkpoint.getPairsSeen())
            .put(
                "bytes",
                checkpoint.getFiles().stream().mapToLong(CheckpointFile::getSizeBytes).sum());
    ArrayNode releases = json.putArray("releases");
    for (String channel : book.channels(id)) {
      book.release(channel).ifPresent(release -> put(release, releases.addObject()));
    }
    book.evaluation(id)
        .ifPresentOrElse(
            found -> put(found, json.putObject("evaluation")), () -> json.putNull("evaluation"));
    return json;
  }

  private static void put(Release release, ObjectNode json) {
    json.put("channel", release.getChannel())
        .put("pinned", release.getPinned())
        .put("releasedBy", release.getReleasedBy())
        .put("releasedAt", release.getReleasedAt().toString())
        .put("reason", release.getReason());
  }

  private static void put(Evaluation found, ObjectNode json) {
    json.put("verdict", found.getVerdict().name().toLowerCase(Locale.ROOT))
        .put("decidedBy", found.getDecidedBy())
        .put("decidedAt", found.getDecidedAt().toString())
        .put("comparedWith", found.getComparedWith())
        .put("sanityOnly", found.getSanityOnly());
    ArrayNode reasons = json.putArray("reasons");
    found.getReasons().forEach(reasons::add);
    ArrayNode scores = json.putArray("scores");
    for (EvaluationScore score : found.getScores()) {
      scores
          .addObject()
          .put("metric", score.getMetric())
          .put("value", score.getValue())
          .put("serving", score.getServing())
          .put("margin", score.getMargin())
          .put("protocol", score.getProtocol());
    }
  }
}
