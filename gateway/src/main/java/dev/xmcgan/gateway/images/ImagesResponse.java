package dev.xmcgan.gateway.images;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.xmcgan.schemas.ImageFormat;
import dev.xmcgan.schemas.ImageResult;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * OpenAI's images response, with what it takes to draw the same again.
 *
 * @param created seconds since 1970, when the last image was drawn
 * @param outputFormat png or jpeg
 * @param id the request's id on Kafka
 * @param model as asked for
 * @param checkpoint that drew the first image
 * @param seed to ask with for the same images
 */
public record ImagesResponse(
    long created,
    List<Image> data,
    @JsonProperty("output_format") String outputFormat,
    String id,
    String model,
    String checkpoint,
    long seed) {

  /**
   * One image.
   *
   * @param base64 the file
   * @param revisedPrompt the caption that was drawn, where it is not the one asked for
   * @param seed this image's own seed, a function of the request's and its index
   * @param checkpoint that drew it
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Image(
      @JsonProperty("b64_json") String base64,
      @Schema(nullable = true) @JsonProperty("revised_prompt") String revisedPrompt,
      long seed,
      String checkpoint,
      int width,
      int height) {

    private static Image of(ImageResult result, String asked) {
      return new Image(
          encoded(result.getImage()),
          result.getCaption().equals(asked) ? null : result.getCaption(),
          result.getSeed(),
          result.getCheckpointId(),
          result.getWidth(),
          result.getHeight());
    }
  }

  /** The answer from all images of a request, in order. */
  static ImagesResponse of(DrawRequest request, List<ImageResult> results) {
    ImageResult first = results.get(0);
    return new ImagesResponse(
        results.stream()
            .mapToLong(result -> result.getCreatedAt().getEpochSecond())
            .max()
            .orElse(0),
        results.stream().map(result -> Image.of(result, request.caption())).toList(),
        mediaName(request.format()),
        first.getRequestId(),
        request.model(),
        first.getCheckpointId(),
        first.getRequestSeed());
  }

  /** About how much memory it takes until it is sent: as text, and as the bytes of the answer. */
  long bytes() {
    return data.stream().mapToLong(image -> 2L * image.base64().length()).sum();
  }

  private static String mediaName(ImageFormat format) {
    return format.name().toLowerCase(Locale.ROOT);
  }

  private static String encoded(ByteBuffer file) {
    byte[] bytes = new byte[file.remaining()];
    file.duplicate().get(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }
}
