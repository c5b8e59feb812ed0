package dev.xmcgan.gateway.models;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Release;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * OpenAI's model object, with what is behind the name. Fields of a checkpoint whose manifest has
 * not been read are absent.
 *
 * @param id channel or checkpoint id
 * @param created seconds since 1970: of the release, or of the checkpoint
 * @param ownedBy who released or trained it
 * @param kind channel or checkpoint
 * @param step generator updates since the first initialisation
 * @param pairsSeen pairs drawn for training
 * @param imageSize edge in pixels as the model draws; larger ones are enlarged
 * @param maxWords word pieces of a caption that it reads; more are drawn from the first so many
 * @param taught what its captions said; where one is asked for alone, and it says
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Model(
    String id,
    String object,
    long created,
    @JsonProperty("owned_by") String ownedBy,
    String kind,
    String checkpoint,
    @Schema(nullable = true) Long step,
    @Schema(nullable = true) @JsonProperty("pairs_seen") Long pairsSeen,
    @Schema(nullable = true) @JsonProperty("image_size") Integer imageSize,
    @Schema(nullable = true) @JsonProperty("max_words") Integer maxWords,
    @Schema(nullable = true) Taught taught) {

  static Model of(Checkpoint checkpoint) {
    return new Model(
        checkpoint.getCheckpointId(),
        "model",
        checkpoint.getCreatedAt().getEpochSecond(),
        checkpoint.getTrainerId(),
        "checkpoint",
        checkpoint.getCheckpointId(),
        checkpoint.getStep(),
        checkpoint.getPairsSeen(),
        imageSize(checkpoint),
        maxWords(checkpoint),
        null);
  }

  static Model of(Release release, Optional<Checkpoint> checkpoint) {
    return new Model(
        release.getChannel(),
        "model",
        release.getReleasedAt().getEpochSecond(),
        release.getReleasedBy(),
        "channel",
        release.getCheckpointId(),
        checkpoint.map(Checkpoint::getStep).orElse(null),
        checkpoint.map(Checkpoint::getPairsSeen).orElse(null),
        checkpoint.map(Model::imageSize).orElse(null),
        checkpoint.map(Model::maxWords).orElse(null),
        null);
  }

  Model with(Taught words) {
    return new Model(
        id,
        object,
        created,
        ownedBy,
        kind,
        checkpoint,
        step,
        pairsSeen,
        imageSize,
        maxWords,
        words);
  }

  private static Integer maxWords(Checkpoint checkpoint) {
    return ModelConfigFields.maxWords(checkpoint.getModelConfig()).orElse(null);
  }

  private static Integer imageSize(Checkpoint checkpoint) {
    return ModelConfigFields.imageSize(checkpoint.getModelConfig()).orElse(null);
  }
}
