package dev.xmcgan.gateway.interpolations;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.xmcgan.gateway.images.RequestFields;
import dev.xmcgan.gateway.json.ExactLong;
import dev.xmcgan.gateway.json.OneOf;
import dev.xmcgan.gateway.keys.Caller;
import dev.xmcgan.gateway.models.ModelCatalog;
import dev.xmcgan.gateway.requests.GenerationRequest;
import dev.xmcgan.schemas.ImageFormat;
import dev.xmcgan.schemas.Interpolation;
import dev.xmcgan.schemas.limits.RequestLimits;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The body of a call for an interpolation: from a caption and a seed to others. What the end does
 * not name is that of the beginning; something must be another there.
 */
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "InterpolationRequest")
public record InterpolationRequest(
    @NotNull @Schema(description = "What the first image shows", examples = "a red circle on grass")
        String prompt,
    @Schema(description = "What the last image shows; prompt when absent", examples = "a blue ring")
        String toPrompt,
    @JsonDeserialize(using = ExactLong.Deserializer.class)
        @Schema(description = "Of the first image; random when absent")
        Long seed,
    @JsonDeserialize(using = ExactLong.Deserializer.class)
        @Schema(description = "Of the last image; seed when absent")
        Long toSeed,
    @Min(value = 0, message = "must be 0 to 9")
        @Max(value = RequestLimits.MAX_COUNT - 1L, message = "must be 0 to 9")
        @Schema(description = "Which image of its seed the first one is", defaultValue = "0")
        Integer index,
    @Min(value = 0, message = "must be 0 to 9")
        @Max(value = RequestLimits.MAX_COUNT - 1L, message = "must be 0 to 9")
        @Schema(description = "Which image of its seed the last one is; index when absent")
        Integer toIndex,
    @Min(value = 2, message = "must be 2 to 32")
        @Max(value = RequestLimits.MAX_FRAMES, message = "must be 2 to 32")
        @Schema(description = "Images, the first and the last counted", defaultValue = "8")
        Integer frames,
    @OneOf(
            value = {"png", "gif"},
            message = "must be 'png' or 'gif'")
        @Schema(
            description = "png: one strip, left to right; gif: an animation",
            enumeration = {"png", "gif"},
            defaultValue = "png")
        String outputFormat,
    @Size(max = RequestLimits.MAX_NAME_LENGTH, message = "may have at most 256 characters")
        @Schema(description = "Release channel or checkpoint id", defaultValue = "stable")
        String model,
    @DecimalMin(value = "0.05", message = "must be at least 0.05")
        @Schema(description = "Noise beyond it is drawn again, at both ends")
        Double truncation,
    @Min(value = -100, message = "must be -100 to 100")
        @Max(value = 100, message = "must be -100 to 100")
        @Schema(description = "Higher is sooner", defaultValue = "0")
        Integer priority,
    @DecimalMin(value = "0.1", message = "must be at least 0.1 seconds")
        @Schema(description = "Seconds within which the images are of use")
        Double timeout,
    @Size(max = RequestLimits.MAX_NAME_LENGTH, message = "may have at most 256 characters")
        @Schema(description = "Who asks, for accounting; a key's owner is known anyway")
        String user) {
  private static final int FRAMES = 8;

  /**
   * What it asks for: as many images as it has frames.
   *
   * @param longest what {@code timeout} may be at most, and is by default
   * @param seeds one for a call without
   * @throws dev.xmcgan.gateway.errors.ApiException 400, naming the field
   */
  GenerationRequest toDrawRequest(Caller caller, Duration longest, LongSupplier seeds) {
    String caption = RequestFields.caption("prompt", prompt);
    String last = toPrompt == null ? caption : RequestFields.caption("to_prompt", toPrompt);
    long first = seed == null ? seeds.getAsLong() : seed;
    long lastSeed = toSeed == null ? first : toSeed;
    int firstIndex = index == null ? 0 : index;
    int lastIndex = toIndex == null ? firstIndex : toIndex;
    if (last.equals(caption) && lastSeed == first && lastIndex == firstIndex) {
      throw RequestFields.invalid(
          "to_prompt",
          "missing_required_parameter",
          "'to_prompt', 'to_seed' or 'to_index' must be another than that of the beginning.");
    }
    return new GenerationRequest(
        caption,
        frames == null ? FRAMES : frames,
        firstIndex,
        first,
        truncation == null ? OptionalDouble.empty() : OptionalDouble.of(truncation),
        ImageFormat.PNG,
        0,
        false,
        RequestFields.given(model, ModelCatalog.DEFAULT_CHANNEL),
        caller.nameOr(user),
        priority == null ? 0 : priority,
        RequestFields.timeout(timeout, longest),
        false,
        RequestLimits.MAX_COMPRESSION,
        Optional.of(new Interpolation(last, lastSeed, lastIndex)));
  }

  /** As what it is wanted. */
  InterpolationFormat format() {
    return InterpolationFormat.of(outputFormat);
  }
}
