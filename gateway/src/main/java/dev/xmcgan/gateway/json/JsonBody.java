package dev.xmcgan.gateway.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ApiException;
import jakarta.inject.Singleton;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.io.IOException;
import java.util.Collection;
import java.util.Comparator;

/**
 * Reads bodies that must be one JSON object into records, and checks these by their constraints.
 * What a record has no field for is refused, and nothing is converted: a number in quotes is no
 * number. The field is named in the error as the caller wrote it.
 */
@Singleton
public final class JsonBody {
  private static final int MAX_BYTES = 128 * 1024;
  private static final SnakeCaseStrategy SNAKE_CASE = new SnakeCaseStrategy();
  private static final ObjectReader STRICT = strict();

  private final Validator validator;

  public JsonBody(Validator validator) {
    this.validator = validator;
  }

  /**
   * The object as a record.
   *
   * @throws ApiException with status 400 or 413
   */
  public <T extends Record> T read(byte[] body, Class<T> type) {
    return read(body, type, MAX_BYTES);
  }

  /** The same of one that may be larger, or must be smaller. */
  public <T extends Record> T read(byte[] body, Class<T> type, int maxBytes) {
    if (body.length > maxBytes) {
      throw new ApiException(
          ApiError.of(
              413,
              "request_too_large",
              "The request body may have at most " + maxBytes + " bytes."));
    }
    T fields = parse(body, type);
    validator.validate(fields).stream()
        .min(Comparator.comparing(violation -> violation.getPropertyPath().toString()))
        .ifPresent(
            violation -> {
              throw new ApiException(error(violation));
            });
    return fields;
  }

  private static <T> T parse(byte[] body, Class<T> type) {
    try (JsonParser parser = STRICT.createParser(body)) {
      T fields = STRICT.forType(type).readValue(parser);
      if (fields == null) {
        throw invalidJson("The request body must be a JSON object.");
      }
      return fields;
    } catch (UnrecognizedPropertyException unknown) {
      String name = unknown.getPropertyName();
      throw new ApiException(
          ApiError.invalid(name, "unknown_parameter", "Unknown parameter: '" + name + "'."));
    } catch (JsonMappingException wrong) {
      throw error(wrong);
    } catch (JsonProcessingException malformed) {
      throw invalidJson("The request body is not valid JSON: " + malformed.getOriginalMessage());
    } catch (IOException unreadable) {
      throw invalidJson("The request body could not be read as text.");
    }
  }

  private static ApiException error(JsonMappingException wrong) {
    boolean isType =
        wrong instanceof MismatchedInputException
            || wrong.getCause() instanceof InputCoercionException;
    if (!isType) {
      String message =
          wrong.getCause() instanceof JsonProcessingException cause
              ? cause.getOriginalMessage()
              : wrong.getOriginalMessage();
      return invalidJson("The request body is not valid JSON: " + message);
    }
    if (wrong.getPath().isEmpty()) {
      return invalidJson("The request body must be one JSON object.");
    }
    String name = wrong.getPath().get(0).getFieldName();
    Class<?> target =
        wrong instanceof MismatchedInputException mismatch ? mismatch.getTargetType() : null;
    return new ApiException(
        ApiError.invalid(name, "invalid_type", "'%s' must be %s.".formatted(name, wanted(target))));
  }

  private static String wanted(Class<?> target) {
    if (target == String.class) {
      return "a string";
    }
    if (target == byte[].class) {
      return "a file in base 64";
    }
    if (target != null && Collection.class.isAssignableFrom(target)) {
      return "a list of strings";
    }
    if (target == Boolean.class) {
      return "true or false";
    }
    return target == Double.class ? "a number" : "a whole number";
  }

  private static ApiError error(ConstraintViolation<?> violation) {
    String name = SNAKE_CASE.translate(violation.getPropertyPath().toString());
    Class<?> constraint = violation.getConstraintDescriptor().getAnnotation().annotationType();
    if (constraint == NotNull.class) {
      return ApiError.invalid(
          name, "missing_required_parameter", "Missing required parameter: '" + name + "'.");
    }
    String code =
        constraint == OneOf.class
            ? "unsupported_value"
            : constraint == Size.class ? "string_above_max_length" : "invalid_value";
    return ApiError.invalid(name, code, "'%s' %s.".formatted(name, violation.getMessage()));
  }

  private static ApiException invalidJson(String message) {
    return new ApiException(ApiError.invalid(null, "invalid_json", message));
  }

  private static ObjectReader strict() {
    JsonMapper.Builder mapper =
        JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(
                LogicalType.Textual,
                text ->
                    text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                        .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail));
    return mapper.build().reader();
  }
}
