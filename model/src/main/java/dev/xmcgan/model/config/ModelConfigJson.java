package dev.xmcgan.model.config;

import ai.djl.util.JsonUtils;
import com.google.gson.JsonParseException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The JSON form of {@link ModelConfig}: one key per record component, nothing else. */
final class ModelConfigJson {

  private ModelConfigJson() {}

  static String write(ModelConfig config) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", config.name());
    json.put("imageSize", config.imageSize());
    json.put("generatorWidth", config.generatorWidth());
    json.put("discriminatorWidth", config.discriminatorWidth());
    json.put("noiseSize", config.noiseSize());
    json.put("textWidth", config.textWidth());
    json.put("maxWords", config.maxWords());
    json.put("pooling", config.pooling().name());
    json.put("stem", config.stem().name());
    json.put("modulation", config.modulation().name());
    json.put("captionHeads", config.captionHeads());
    json.put("wordRegions", config.wordRegions());
    json.put("generatorChannels", config.generatorChannels());
    json.put("discriminatorChannels", config.discriminatorChannels());
    json.put("upsampling", config.upsampling().name());
    json.put("pixelNoise", config.pixelNoise());
    return JsonUtils.GSON_PRETTY.toJson(json) + "\n";
  }

  static ModelConfig read(String json) {
    Map<?, ?> values = parse(json);
    Set<String> known =
        Arrays.stream(ModelConfig.class.getRecordComponents())
            .map(RecordComponent::getName)
            .collect(Collectors.toSet());
    for (Object key : values.keySet()) {
      if (!known.contains(String.valueOf(key))) {
        throw new IllegalArgumentException("model config: unknown key " + key);
      }
    }
    return new ModelConfig(
        text(values, "name"),
        number(values, "imageSize"),
        number(values, "generatorWidth"),
        number(values, "discriminatorWidth"),
        number(values, "noiseSize"),
        number(values, "textWidth"),
        number(values, "maxWords"),
        choice(values, "pooling", Pooling.class),
        choice(values, "stem", StemInput.class),
        // configurations written before there was a choice lack it
        values.containsKey("modulation")
            ? choice(values, "modulation", SelfModulation.class)
            : SelfModulation.ATTENTIONAL,
        values.containsKey("captionHeads") ? number(values, "captionHeads") : 0,
        number(values, "wordRegions"),
        numbers(values, "generatorChannels"),
        numbers(values, "discriminatorChannels"),
        values.containsKey("upsampling")
            ? choice(values, "upsampling", Upsampling.class)
            : Upsampling.NEAREST,
        values.containsKey("pixelNoise") && truth(values, "pixelNoise"));
  }

  private static Map<?, ?> parse(String json) {
    Map<?, ?> values;
    try {
      values = JsonUtils.GSON.fromJson(json, Map.class);
    } catch (JsonParseException e) {
      throw new IllegalArgumentException("model config: not JSON: " + e.getMessage(), e);
    }
    // a list of pairs would be read as a map too
    if (values == null || !json.stripLeading().startsWith("{")) {
      throw new IllegalArgumentException("model config: no JSON object");
    }
    return values;
  }

  private static Object value(Map<?, ?> values, String key) {
    Object value = values.get(key);
    if (value == null) {
      throw new IllegalArgumentException("model config: " + key + " is missing");
    }
    return value;
  }

  private static String text(Map<?, ?> values, String key) {
    if (value(values, key) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException("model config: " + key + " must be a text");
  }

  private static boolean truth(Map<?, ?> values, String key) {
    if (value(values, key) instanceof Boolean truth) {
      return truth;
    }
    throw new IllegalArgumentException("model config: " + key + " must be true or false");
  }

  private static int number(Map<?, ?> values, String key) {
    return wholeNumber(value(values, key), key);
  }

  private static List<Integer> numbers(Map<?, ?> values, String key) {
    if (!(value(values, key) instanceof List<?> list)) {
      throw new IllegalArgumentException("model config: " + key + " must be a list");
    }
    List<Integer> numbers = new ArrayList<>();
    for (Object element : list) {
      numbers.add(wholeNumber(element, key));
    }
    return numbers;
  }

  private static int wholeNumber(Object value, String key) {
    if (value instanceof Number number && number.doubleValue() == number.intValue()) {
      return number.intValue();
    }
    throw new IllegalArgumentException(
        "model config: " + key + " must be a whole number, not " + value);
  }

  private static <E extends Enum<E>> E choice(Map<?, ?> values, String key, Class<E> choices) {
    String name = text(values, key);
    for (E choice : choices.getEnumConstants()) {
      if (choice.name().equals(name)) {
        return choice;
      }
    }
    throw new IllegalArgumentException(
        "model config: "
            + key
            + " must be one of "
            + Arrays.toString(choices.getEnumConstants())
            + ", not "
            + name);
  }
}
