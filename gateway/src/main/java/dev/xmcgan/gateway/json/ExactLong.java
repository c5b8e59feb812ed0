package dev.xmcgan.gateway.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import java.io.IOException;
import java.util.regex.Pattern;

/**
 * Whole numbers of 64 bits in JSON. Many readers know only doubles and would round those beyond
 * 2^53 in silence, so these are written as text; read are both forms.
 */
public final class ExactLong {
  /** Every whole number up to it, and its negative, is a double. */
  private static final long LARGEST_EXACT = (1L << 53) - 1;

  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,19}");

  private ExactLong() {}

  /** Writes a number, or text where a number would be rounded. */
  public static final class Serializer extends JsonSerializer<Long> {
    @Override
    public void serialize(Long value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      if (value > LARGEST_EXACT || value < -LARGEST_EXACT) {
        json.writeString(Long.toString(value));
      } else {
        json.writeNumber(value);
      }
    }
  }

  /** Reads a number or text. */
  public static final class Deserializer extends JsonDeserializer<Long> {
    @Override
    public Long deserialize(JsonParser json, DeserializationContext context) throws IOException {
      if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
        return json.getLongValue();
      }
      if (json.currentToken() == JsonToken.VALUE_STRING
          && NUMBER.matcher(json.getText()).matches()) {
        try {
          return Long.parseLong(json.getText());
        } catch (NumberFormatException tooLarge) {
          // refused below, in the same words as every other thing that is no such number
        }
      }
      return context.reportInputMismatch(Long.class, "no whole number of 64 bits");
    }
  }
}
