package dev.xmcgan.gateway.interpolations;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import dev.xmcgan.gateway.images.ImagesResponse;
import dev.xmcgan.gateway.json.ExactLong;
import dev.xmcgan.images.PngFile;
import dev.xmcgan.images.RgbImage;
import dev.xmcgan.schemas.CaptionRequest;
import dev.xmcgan.schemas.ImageResult;
import dev.xmcgan.schemas.Interpolation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;

/**
 * An interpolation that was drawn, with what it takes to draw it again.
 *
 * @param id the request's id on Kafka; {@code /v1/requests/{id}} has each image by itself
 * @param created seconds since 1970, when the last image was drawn
 * @param checkpoint that drew it
 * @param width of one image in pixels
 * @param height of one image in pixels
 * @param base64 the file
 */
@JsonNaming(SnakeCaseStrategy.class)
public record InterpolationView(
    String id,
    String object,
    long created,
    String model,
    String checkpoint,
    String prompt,
    String toPrompt,
    @JsonSerialize(using = ExactLong.Serializer.class) long seed,
    @JsonSerialize(using = ExactLong.Serializer.class) long toSeed,
    int index,
    int toIndex,
    int frames,
    int width,
    int height,
    String outputFormat,
    @com.fasterxml.jackson.annotation.JsonProperty("b64_json") String base64) {

  /**
   * Puts the file together.
   *
   * @param request with an interpolation
   * @param results all its images
   */
  static InterpolationView of(
      CaptionRequest request, List<ImageResult> results, InterpolationFormat format) {
    List<ImageResult> inOrder = new ArrayList<>(results);
    inOrder.sort(Comparator.comparingInt(ImageResult::getIndex));
    List<RgbImage> images = inOrder.stream().map(InterpolationView::image).toList();
    ImageResult first = inOrder.get(0);
    Interpolation end = request.getInterpolation();
    return new InterpolationView(
        request.getRequestId(),
        "interpolation",
        inOrder.stream().mapToLong(each -> each.getCreatedAt().getEpochSecond()).max().orElse(0),
        request.getModel(),
        first.getCheckpointId(),
        request.getCaption(),
        end.getCaption(),
        first.getRequestSeed(),
        end.getSeed() == null ? first.getRequestSeed() : end.getSeed(),
        request.getFirstIndex(),
        end.getIndex(),
        images.size(),
        images.get(0).width(),
        images.get(0).height(),
        format.id(),
        Base64.getEncoder().encodeToString(format.file(images)));
  }

  /** About how much memory it takes until it is sent: as text, and as the bytes of the answer. */
  long bytes() {
    return 2L * base64.length();
  }

  private static RgbImage image(ImageResult result) {
    try {
      return PngFile.decode(ImagesResponse.bytes(result.getImage()));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "image %d of request %s".formatted(result.getIndex(), result.getRequestId()), e);
    }
  }
}
