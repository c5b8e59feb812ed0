package dev.xmcgan.gateway.images;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import dev.xmcgan.gateway.json.ExactLong;
import dev.xmcgan.gateway.requests.GenerationRequest;
import dev.xmcgan.schemas.ImageFormat;
import dev.xmcgan.schemas.ImageResult;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * OpenAI's images response, with what it takes to draw the same again.
 *
 * @param created seconds since 1970, when the last image was drawn
 * @param outputFormat png, jpeg or webp
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
    @JsonSerialize(using = ExactLong.Serializer.class) long seed) {

  /**
   * One image.
   *
   * @param file written in base 64; absent where its URL is told
   * @param url where the file is for a while, if asked for
   * @param revisedPrompt the caption that was drawn, where it is not the one asked for
   * @param seed to ask with, and with the index, for this image alone
   * @param index among all images of the seed
   * @param checkpoint that drew it
   * @param attention where the words acted on it, if asked for
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Image(
      @Schema(nullable = true, implementation = String.class) @JsonProperty("b64_json")
          ByteBuffer file,
      @Schema(nullable = true) String url,
      @Schema(nullable = true) @JsonProperty("revised_prompt") String revisedPrompt,
      @JsonSerialize(using = ExactLong.Serializer.class) long seed,
      int index,
      String checkpoint,
      int width,
      int height,
      @Schema(nullable = true) AttentionView attention) {

    /**
     * @param prompt as the caller wrote it
     * @param urls absent where the file itself is wanted
     */
    static Image of(
        ImageResult result, GenerationRequest request, String prompt, Optional<ImageUrls> urls) {
      return new Image(
          urls.isPresent() ? null : result.getImage(),
          urls.map(each -> each.of(result)).orElse(null),
          revised(result, prompt),
          result.getRequestSeed(),
          request.firstIndex() + result.getIndex(),
          result.getCheckpointId(),
          result.getWidth(),
          result.getHeight(),
          Optional.ofNullable(result.getAttention()).map(AttentionView::of).orElse(null));
    }

    /** What was drawn: a caption longer than the model reads is drawn of its beginning. */
    private static String revised(ImageResult result, String prompt) {
      String drawn =
          result.getCaptionRead().isEmpty() ? result.getCaption() : result.getCaptionRead();
      return drawn.equals(prompt) ? null : drawn;
    }

    /** About how much memory it takes until it is sent: as a file, and as text in the answer. */
    long bytes() {
      return file == null ? 0 : file.remaining() + 4L * ((file.remaining() + 2) / 3);
    }
  }

  /** The answer from all images of a request, in order. */
  static ImagesResponse of(
      GenerationRequest request,
      String prompt,
      List<ImageResult> results,
      Optional<ImageUrls> urls) {
    ImageResult first = results.get(0);
    return new ImagesResponse(
        results.stream()
            .mapToLong(result -> result.getCreatedAt().getEpochSecond())
            .max()
            .orElse(0),
        results.stream().map(result -> Image.of(result, request, prompt, urls)).toList(),
        mediaName(request.format()),
        first.getRequestId(),
        request.model(),
        first.getCheckpointId(),
        first.getRequestSeed());
  }

  /**
   * As a whole: what writes an object as it is encoded sends it in pieces of 8 KB, each by itself.
   */
  byte[] written(ObjectMapper json) {
    try {
      return json.writeValueAsBytes(this);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("an answer that is not JSON", impossible);
    }
  }

  long bytes() {
    return data.stream().mapToLong(Image::bytes).sum();
  }

  static String mediaName(ImageFormat format) {
    return format.name().toLowerCase(Locale.ROOT);
  }

  public static byte[] bytes(ByteBuffer file) {
    byte[] bytes = new byte[file.remaining()];
    file.duplicate().get(bytes);
    return bytes;
  }
}
