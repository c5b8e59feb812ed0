package dev.xmcgan.lab.bench.figures;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** One measurement: what was measured, and its figures by name, in the order they were put in. */
public final class FigureLine {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double THOUSAND = 1e3;

  private final Map<String, Object> figures = new LinkedHashMap<>();

  /** Without figures yet. */
  public FigureLine(String op) {
    figures.put("op", op);
  }

  /** A number, to three digits after the point. */
  public FigureLine with(String name, double value) {
    figures.put(name, Math.round(value * THOUSAND) / THOUSAND);
    return this;
  }

  /** A count. */
  public FigureLine with(String name, long value) {
    figures.put(name, value);
    return this;
  }

  /** What is no number, such as a precision. */
  public FigureLine with(String name, String value) {
    figures.put(name, value);
    return this;
  }

  /** One line of JSON. */
  public String toJson() {
    try {
      return JSON.writeValueAsString(figures);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** For people. */
  public String toText() {
    return figures.entrySet().stream()
        .map(
            figure ->
                figure.getKey().equals("op")
                    ? figure.getValue().toString()
                    : figure.getKey() + " " + figure.getValue())
        .collect(Collectors.joining("  "));
  }
}
