package dev.xmcgan.gateway.images;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ErrorBody;
import dev.xmcgan.gateway.json.ExactLong;
import dev.xmcgan.gateway.publishing.RecordIds;
import dev.xmcgan.schemas.CaptionRequest;
import dev.xmcgan.schemas.FailureCode;
import dev.xmcgan.schemas.GenerationFailure;
import dev.xmcgan.schemas.ImageResult;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What is known of a request.
 *
 * @param status queued, drawing, done, failed, cancelling or cancelled
 * @param n how many images were asked for
 * @param index of the first
 * @param images those that are there, by their index
 * @param error why it is not drawn
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RequestView(
    String id,
    String object,
    String status,
    Instant createdAt,
    @Schema(nullable = true) Instant deadline,
    String prompt,
    int n,
    int index,
    @Schema(nullable = true) @JsonSerialize(using = ExactLong.Serializer.class) Long seed,
    String model,
    List<Image> images,
    @Schema(nullable = true) ErrorBody.Detail error) {

  /**
   * An image that is there; the request's seed and its index ask for it alone, unless it is one of
   * an interpolation, whose images are counted from 0.
   */
  @JsonNaming(SnakeCaseStrategy.class)
  public record Image(
      int index, String url, String checkpoint, String mediaType, int width, int height) {

    static Image of(ImageResult image, int firstIndex, ImageUrls urls) {
      return new Image(
          firstIndex + image.getIndex(),
          urls.of(image),
          image.getCheckpointId(),
          image.getMediaType(),
          image.getWidth(),
          image.getHeight());
    }
  }

  static RequestView of(
      CaptionRequest request,
      List<ImageResult> images,
      Optional<GenerationFailure> failure,
      boolean isCancelled,
      ImageUrls urls) {
    return new RequestView(
        request.getRequestId(),
        "request",
        status(request, images, failure, isCancelled),
        RecordIds.madeAt(request.getRequestId()).orElse(Instant.EPOCH),
        request.getDeadline(),
        request.getCaption(),
        request.getCount(),
        request.getFirstIndex(),
        request.getSeed(),
        request.getModel(),
        images.stream()
            .map(image -> Image.of(image, firstIndex(request), urls))
            .sorted(Comparator.comparingInt(Image::index))
            .toList(),
        failure.map(each -> detail(AnswerErrors.of(each))).orElse(null));
  }

  /** What images are counted from: those of an interpolation are no images of one seed. */
  static int firstIndex(CaptionRequest request) {
    return request.getInterpolation() == null ? request.getFirstIndex() : 0;
  }

  private static String status(
      CaptionRequest request,
      List<ImageResult> images,
      Optional<GenerationFailure> failure,
      boolean isCancelled) {
    if (images.size() >= request.getCount()) {
      return "done";
    }
    if (failure.isPresent()) {
      return failure.get().getCode() == FailureCode.CANCELLED ? "cancelled" : "failed";
    }
    if (isCancelled) {
      return "cancelling";
    }
    return images.isEmpty() ? "queued" : "drawing";
  }

  private static ErrorBody.Detail detail(ApiError error) {
    return ErrorBody.of(error).error();
  }
}
