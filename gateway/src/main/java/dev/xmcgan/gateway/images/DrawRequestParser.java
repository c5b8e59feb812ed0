package dev.xmcgan.gateway.images;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ApiException;
import dev.xmcgan.gateway.json.JsonBody;
import dev.xmcgan.gateway.json.JsonFields;
import dev.xmcgan.schemas.ImageFormat;
import dev.xmcgan.schemas.limits.CaptionRules;
import dev.xmcgan.schemas.limits.CheckedCaption;
import dev.xmcgan.schemas.limits.Refusal;
import dev.xmcgan.schemas.limits.RequestLimits;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the body of an Images API call. Parameters of OpenAI that mean nothing here (quality,
 * style, background, moderation …) are ignored; one that would change the shape of the answer is
 * refused.
 */
final class DrawRequestParser {
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,6})[xX]([0-9]{1,6})");

  private final JsonBody bodies;

  DrawRequestParser(ObjectMapper mapper) {
    this.bodies = new JsonBody(mapper);
  }

  /**
   * Reads and checks a body.
   *
   * @throws ApiException with status 400 or 413, naming the field
   */
  DrawRequest parse(byte[] body) {
    JsonFields fields = bodies.read(body);
    checkAnswerShape(fields);
    return new DrawRequest(
        caption(fields),
        count(fields),
        size(fields),
        format(fields),
        name(fields, "user", DrawRequest.DEFAULT_TENANT),
        name(fields, "model", DrawRequest.DEFAULT_MODEL),
        fields.integer("seed"));
  }

  private static String caption(JsonFields fields) {
    String caption =
        fields
            .string("prompt")
            .orElseThrow(
                () ->
                    invalid(
                        "prompt",
                        "missing_required_parameter",
                        "Missing required parameter: 'prompt'."));
    CheckedCaption checked = CaptionRules.check(caption);
    if (checked instanceof CheckedCaption.Refused refused) {
      Refusal refusal = refused.refusal();
      throw invalid("prompt", refusal.code(), "'prompt': " + refusal.message() + ".");
    }
    return ((CheckedCaption.Usable) checked).text();
  }

  private static int count(JsonFields fields) {
    OptionalLong count = fields.integer("n");
    if (count.isPresent()
        && (count.getAsLong() < 1 || count.getAsLong() > RequestLimits.MAX_COUNT)) {
      throw invalid("n", "invalid_value", "'n' must be 1 to " + RequestLimits.MAX_COUNT + ".");
    }
    return (int) count.orElse(1);
  }

  private static int size(JsonFields fields) {
    String size = fields.string("size").orElse("auto");
    if (size.equals("auto")) {
      return 0;
    }
    Matcher edges = SIZE.matcher(size);
    if (!edges.matches()) {
      throw invalid(
          "size", "invalid_value", "'size' must be 'auto' or WIDTHxHEIGHT, such as '128x128'.");
    }
    int width = Integer.parseInt(edges.group(1));
    if (width != Integer.parseInt(edges.group(2))) {
      throw invalid("size", "unsupported_value", "'size' must be square, such as '128x128'.");
    }
    if (width < RequestLimits.MIN_SIZE || width > RequestLimits.MAX_SIZE) {
      throw invalid(
          "size",
          "unsupported_value",
          "'size' must be %dx%<d to %dx%<d."
              .formatted(RequestLimits.MIN_SIZE, RequestLimits.MAX_SIZE));
    }
    return width;
  }

  private static ImageFormat format(JsonFields fields) {
    String format = fields.string("output_format").orElse("png");
    return switch (format) {
      case "png" -> ImageFormat.PNG;
      case "jpeg" -> ImageFormat.JPEG;
      default ->
          throw invalid(
              "output_format", "unsupported_value", "'output_format' must be 'png' or 'jpeg'.");
    };
  }

  private static String name(JsonFields fields, String field, String otherwise) {
    String name = fields.string(field).map(String::strip).orElse("");
    if (RequestLimits.length(name) > RequestLimits.MAX_NAME_LENGTH) {
      throw invalid(
          field,
          "string_above_max_length",
          "'%s' may have at most %d characters.".formatted(field, RequestLimits.MAX_NAME_LENGTH));
    }
    return name.isEmpty() ? otherwise : name;
  }

  private static void checkAnswerShape(JsonFields fields) {
    if (!fields.string("response_format").orElse("b64_json").equals("b64_json")) {
      throw invalid(
          "response_format",
          "unsupported_value",
          "'response_format' must be 'b64_json'; images are not kept under a URL.");
    }
    if (fields.isTrue("stream")) {
      throw invalid("stream", "unsupported_value", "'stream' is not supported.");
    }
  }

  private static ApiException invalid(String param, String code, String message) {
    return new ApiException(ApiError.invalid(param, code, message));
  }
}
