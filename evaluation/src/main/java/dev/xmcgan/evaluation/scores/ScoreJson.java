package dev.xmcgan.evaluation.scores;

import ai.djl.util.JsonUtils;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Scores as JSON: an array of objects, each with its protocol. */
public final class ScoreJson {

  private ScoreJson() {}

  /** The scores as a pretty-printed array. */
  public static String write(Collection<Score> scores) {
    return JsonUtils.GSON_PRETTY.toJson(array(scores)) + "\n";
  }

  /** The scores as an array, to be part of a larger document. */
  public static JsonArray array(Collection<Score> scores) {
    JsonArray array = new JsonArray();
    for (Score score : scores) {
      JsonObject object = new JsonObject();
      object.add("protocol", protocol(score.protocol()));
      object.addProperty("value", score.value());
      score.deviation().ifPresent(deviation -> object.addProperty("deviation", deviation));
      score
          .interval()
          .ifPresent(
              interval -> {
                object.addProperty("low", interval.low());
                object.addProperty("high", interval.high());
              });
      array.add(object);
    }
    return array;
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException naming the key that is missing or wrong
   */
  public static List<Score> read(String json) {
    JsonElement root;
    try {
      root = JsonUtils.GSON.fromJson(json, JsonElement.class);
    } catch (JsonParseException e) {
      throw new IllegalArgumentException("scores: not JSON: " + e.getMessage(), e);
    }
    return read(root);
  }

  /**
   * Reads what {@link #array} made.
   *
   * @throws IllegalArgumentException naming the key that is missing or wrong
   */
  public static List<Score> read(JsonElement root) {
    if (root == null || !root.isJsonArray()) {
      throw new IllegalArgumentException("scores: no JSON array");
    }
    List<Score> scores = new ArrayList<>();
    for (JsonElement element : root.getAsJsonArray()) {
      scores.add(score(object(element, "score")));
    }
    return scores;
  }

  private static Score score(JsonObject json) {
    Optional<Double> deviation =
        json.has("deviation") ? Optional.of(number(json, "deviation")) : Optional.empty();
    Optional<Interval> interval =
        json.has("low") || json.has("high")
            ? Optional.of(new Interval(number(json, "low"), number(json, "high")))
            : Optional.empty();
    Protocol protocol = protocol(object(json.get("protocol"), "protocol"));
    return new Score(protocol, number(json, "value"), deviation, interval);
  }

  /** How a score was measured, as an object. */
  public static JsonObject protocol(Protocol protocol) {
    JsonObject json = new JsonObject();
    json.addProperty("metric", protocol.metric());
    json.addProperty("network", protocol.network());
    json.addProperty("images", protocol.images());
    json.addProperty("references", protocol.references());
    json.addProperty("referenceSet", protocol.referenceSet());
    json.addProperty("resize", protocol.resize());
    JsonObject parameters = new JsonObject();
    protocol.parameters().forEach(parameters::addProperty);
    json.add("parameters", parameters);
    return json;
  }

  private static Protocol protocol(JsonObject json) {
    Map<String, String> parameters = new LinkedHashMap<>();
    JsonObject named = object(json.get("parameters"), "parameters");
    for (String name : named.keySet()) {
      parameters.put(name, text(named, name));
    }
    return new Protocol(
        text(json, "metric"),
        text(json, "network"),
        (long) number(json, "images"),
        (long) number(json, "references"),
        text(json, "referenceSet"),
        text(json, "resize"),
        parameters);
  }

  private static JsonObject object(JsonElement element, String key) {
    if (element == null || !element.isJsonObject()) {
      throw new IllegalArgumentException("scores: " + key + " must be an object");
    }
    return element.getAsJsonObject();
  }

  private static String text(JsonObject json, String key) {
    JsonElement value = json.get(key);
    if (value == null || !value.isJsonPrimitive() || !value.getAsJsonPrimitive().isString()) {
      throw new IllegalArgumentException("scores: " + key + " must be a text, is " + value);
    }
    return value.getAsString();
  }

  private static double number(JsonObject json, String key) {
    JsonElement value = json.get(key);
    if (value == null || !value.isJsonPrimitive() || !value.getAsJsonPrimitive().isNumber()) {
      throw new IllegalArgumentException("scores: " + key + " must be a number, is " + value);
    }
    return value.getAsDouble();
  }
}
