package dev.xmcgan.gateway.images;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.xmcgan.gateway.errors.ApiException;
import dev.xmcgan.gateway.json.ExactLong;
import dev.xmcgan.gateway.json.OneOf;
import dev.xmcgan.gateway.keys.Caller;
import dev.xmcgan.gateway.models.ModelCatalog;
import dev.xmcgan.gateway.requests.GenerationRequest;
import dev.xmcgan.schemas.ImageFormat;
import dev.xmcgan.schemas.limits.RequestLimits;
import dev.xmcgan.schemas.limits.RequestRules;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The body of an Images API call as OpenAI has it, and our extensions from {@code seed} on. Fields
 * of OpenAI's that mean nothing here may have the values that ask for nothing.
 */
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "ImagesRequest")
public record ImagesRequest(
    @NotNull @Schema(description = "What to draw", examples = "a large red circle on grass")
        String prompt,
    @Min(value = 1, message = "must be 1 to 10")
        @Max(value = RequestLimits.MAX_COUNT, message = "must be 1 to 10")
        @Schema(defaultValue = "1")
        Integer n,
    @Pattern(
            regexp = "auto|[0-9]{1,4}[xX][0-9]{1,4}",
            message = "must be 'auto' or WIDTHxHEIGHT, such as '64x64'")
        @Schema(description = "auto, or a square", defaultValue = "auto")
        String size,
    @Size(max = RequestLimits.MAX_NAME_LENGTH, message = "may have at most 256 characters")
        @Schema(description = "Release channel or checkpoint id", defaultValue = "stable")
        String model,
    @OneOf(
            value = {"b64_json", "url"},
            message = "must be 'b64_json' or 'url'")
        @Schema(
            enumeration = {"b64_json", "url"},
            defaultValue = "b64_json")
        String responseFormat,
    @OneOf(
            value = {"png", "jpeg", "webp"},
            message = "must be 'png', 'jpeg' or 'webp'")
        @Schema(
            enumeration = {"png", "jpeg", "webp"},
            defaultValue = "png")
        String outputFormat,
    @Size(max = RequestLimits.MAX_NAME_LENGTH, message = "may have at most 256 characters")
        @Schema(description = "Who asks, for accounting; a key's owner is known anyway")
        String user,
    @Schema(description = "Answer with server-sent events, an image each", defaultValue = "false")
        Boolean stream,
    @Min(value = 0, message = "must be 0 to 3")
        @Max(value = 3, message = "must be 0 to 3")
        @Schema(description = "Images are drawn in one step: there are no partial ones")
        Integer partialImages,
    @OneOf(
            value = {"auto", "opaque"},
            message = "must be 'auto' or 'opaque'; nothing transparent is drawn")
        String background,
    @OneOf(value = "auto", message = "must be 'auto'; captions are not moderated")
        String moderation,
    @OneOf(
            value = {"auto", "standard"},
            message = "must be 'auto' or 'standard'; there is one quality")
        String quality,
    @OneOf(value = "vivid", message = "must be left out; there are no styles") String style,
    @Min(value = 0, message = "must be 0 to 100")
        @Max(value = RequestLimits.MAX_COMPRESSION, message = "must be 0 to 100")
        @Schema(
            description = "How fine a jpeg or webp is; a webp of 100 is lossless",
            defaultValue = "100")
        Integer outputCompression,
    @JsonDeserialize(using = ExactLong.Deserializer.class)
        @Schema(
            description =
                "Same seed, same images; random when absent. 64 bits, as text beyond 2^53")
        Long seed,
    @Min(value = 0, message = "must be 0 to 9")
        @Max(value = RequestLimits.MAX_COUNT - 1L, message = "must be 0 to 9")
        @Schema(description = "Which image of the seed comes first", defaultValue = "0")
        Integer index,
    @DecimalMin(value = "0.05", message = "must be at least 0.05")
        @Schema(description = "Noise beyond it is drawn again: less variety, fewer odd images")
        Double truncation,
    @Min(value = -100, message = "must be -100 to 100")
        @Max(value = 100, message = "must be -100 to 100")
        @Schema(description = "Higher is sooner", defaultValue = "0")
        Integer priority,
    @DecimalMin(value = "0.1", message = "must be at least 0.1 seconds")
        @Schema(description = "Seconds within which the images are of use")
        Double timeout,
    @Schema(description = "Whether images may be larger than the model draws") Boolean enlarge,
    @Schema(description = "Whether to tell where the words of the prompt acted on each image")
        Boolean attention,
    @Schema(description = "URL that is told when the request is over; for /v1/requests alone")
        String webhook) {
  static final String EXAMPLE =
      """
      {"prompt": "a large red circle on grass", "n": 2, "seed": 7}
      """;

  /** Of what nobody waits for. */
  static final String LATER =
      """
      {"prompt": "a small yellow ring at night", "n": 4, "timeout": 60}
      """;

  /**
   * What it asks for.
   *
   * @param longest what {@code timeout} may be at most, and is by default
   * @param seeds one for a call without
   * @throws ApiException 400, naming the field
   */
  GenerationRequest toDrawRequest(Caller caller, Duration longest, LongSupplier seeds) {
    int count = n == null ? 1 : n;
    int first = index == null ? 0 : index;
    RequestRules.firstIndex(first, count)
        .ifPresent(
            refusal -> {
              throw RequestFields.invalid(
                  "index",
                  "invalid_value",
                  "'index' and 'n' together must be at most " + RequestLimits.MAX_COUNT + ".");
            });
    return new GenerationRequest(
        RequestFields.caption("prompt", prompt),
        count,
        first,
        seed == null ? seeds.getAsLong() : seed,
        truncation == null ? OptionalDouble.empty() : OptionalDouble.of(truncation),
        format(),
        edge(),
        Boolean.TRUE.equals(enlarge),
        RequestFields.given(model, ModelCatalog.DEFAULT_CHANNEL),
        caller.nameOr(user),
        priority == null ? 0 : priority,
        RequestFields.timeout(timeout, longest),
        Boolean.TRUE.equals(attention),
        compression(),
        Optional.empty());
  }

  private ImageFormat format() {
    return outputFormat == null
        ? ImageFormat.PNG
        : ImageFormat.valueOf(outputFormat.toUpperCase(Locale.ROOT));
  }

  private int compression() {
    int level = outputCompression == null ? RequestLimits.MAX_COMPRESSION : outputCompression;
    if (format() == ImageFormat.PNG && level != RequestLimits.MAX_COMPRESSION) {
      throw RequestFields.invalid(
          "output_compression",
          "unsupported_value",
          "'output_compression' is for 'jpeg' and 'webp'; a 'png' is lossless.");
    }
    return level;
  }

  /** Whether images are to be told by a URL. */
  boolean wantsUrls() {
    return "url".equals(responseFormat);
  }

  /**
   * Who waits needs no callback.
   *
   * @throws ApiException 400
   */
  void requireNoWebhook() {
    if (webhook != null) {
      throw RequestFields.invalid("webhook", "unsupported_value", "'webhook' is for /v1/requests.");
    }
  }

  /**
   * What can be asked for without waiting.
   *
   * @throws ApiException 400, naming the field
   */
  void requireAsynchronous() {
    if (Boolean.TRUE.equals(stream)) {
      throw RequestFields.invalid(
          "stream",
          "unsupported_value",
          "'stream' must be false here; /v1/requests/{id}/events is the stream.");
    }
    if ("b64_json".equals(responseFormat)) {
      throw RequestFields.invalid(
          "response_format", "unsupported_value", "'response_format' must be 'url' here.");
    }
  }

  private int edge() {
    if (size == null || size.equals("auto")) {
      return 0;
    }
    String[] edges = size.toLowerCase(Locale.ROOT).split("x");
    int width = Integer.parseInt(edges[0]);
    if (width != Integer.parseInt(edges[1])) {
      throw RequestFields.invalid(
          "size", "unsupported_value", "'size' must be square, such as '64x64'.");
    }
    if (width < RequestLimits.MIN_SIZE || width > RequestLimits.MAX_SIZE) {
      throw RequestFields.invalid(
          "size",
          "unsupported_value",
          "'size' must be %dx%<d to %dx%<d."
              .formatted(RequestLimits.MIN_SIZE, RequestLimits.MAX_SIZE));
    }
    return width;
  }
}
