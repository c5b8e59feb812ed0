package dev.xmcgan.safetensors;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One tensor of a file: its bytes are {@code [begin, end)} of what follows the header, as many as
 * its shape and type need.
 */
public record TensorEntry(String name, ElementType type, List<Long> shape, long begin, long end) {

  public TensorEntry {
    shape = List.copyOf(shape);
  }

  /** How many bytes its values take. */
  public long byteCount() {
    return end - begin;
  }

  static TensorEntry parse(String name, JsonElement value) throws SafeTensorsException {
    if (!(value instanceof JsonObject fields)) {
      throw SafeTensorsException.ofTensor(name, "is not described by an object");
    }
    ElementType type = type(name, fields.get("dtype"));
    List<Long> shape = numbers(name, "shape", fields.get("shape"));
    List<Long> offsets = numbers(name, "data_offsets", fields.get("data_offsets"));
    if (offsets.size() != 2 || offsets.get(1) < offsets.get(0)) {
      throw SafeTensorsException.ofTensor(name, "has data_offsets that are no range");
    }
    TensorEntry entry = new TensorEntry(name, type, shape, offsets.get(0), offsets.get(1));
    long needed = type.width();
    try {
      for (long dimension : shape) {
        needed = Math.multiplyExact(needed, dimension);
      }
    } catch (ArithmeticException e) {
      throw new SafeTensorsException("tensor " + name + " has a shape beyond all bounds", e);
    }
    if (needed != entry.byteCount()) {
      throw SafeTensorsException.ofTensor(
          name, "needs " + needed + " bytes but has " + entry.byteCount());
    }
    return entry;
  }

  private static ElementType type(String name, JsonElement value) throws SafeTensorsException {
    Optional<ElementType> type =
        Arrays.stream(ElementType.values())
            .filter(each -> isText(value) && each.name().equals(value.getAsString()))
            .findFirst();
    if (type.isEmpty()) {
      throw SafeTensorsException.ofTensor(
          name,
          "has element type %s, known are %s"
              .formatted(value, Arrays.toString(ElementType.values())));
    }
    return type.get();
  }

  static boolean isText(JsonElement value) {
    return value != null && value.isJsonPrimitive() && value.getAsJsonPrimitive().isString();
  }

  private static List<Long> numbers(String name, String key, JsonElement value)
      throws SafeTensorsException {
    if (!(value instanceof JsonArray list)) {
      throw SafeTensorsException.ofTensor(name, "has no list " + key);
    }
    List<Long> numbers = new ArrayList<>(list.size());
    for (JsonElement number : list) {
      // long's digits: what more there may be, no file is as large
      if (!number.toString().matches("\\d{1,18}")) {
        throw SafeTensorsException.ofTensor(
            name, "has " + number + " in " + key + ", expected whole numbers from 0");
      }
      numbers.add(Long.parseLong(number.toString()));
    }
    return numbers;
  }
}
