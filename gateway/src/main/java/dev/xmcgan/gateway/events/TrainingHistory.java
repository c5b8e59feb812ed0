package dev.xmcgan.gateway.events;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.xmcgan.gateway.events.EventViews.MetricsView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A page of what trainers measured, the newest first.
 *
 * @param object {@code list}, as OpenAI's lists say
 * @param hasMore whether there are older ones, before the last of these
 */
@JsonNaming(SnakeCaseStrategy.class)
public record TrainingHistory(String object, List<Measured> data, boolean hasMore) {
  private static final List<String> COLUMNS =
      List.of(
          "id",
          "measured_at",
          "trainer",
          "step",
          "pairs_seen",
          "window_pairs",
          "steps_per_second",
          "pairs_per_second",
          "window_age_seconds",
          "alerts");

  /**
   * What was measured at a time.
   *
   * @param id place on the topic, to ask for what is before it
   */
  public record Measured(String id, @JsonUnwrapped MetricsView metrics) {
    private Stream<Object> cells(Collection<String> scalars) {
      Stream<Object> fixed =
          Stream.of(
              id,
              metrics.measuredAt(),
              metrics.trainer(),
              metrics.step(),
              metrics.pairsSeen(),
              metrics.windowPairs(),
              metrics.stepsPerSecond(),
              metrics.pairsPerSecond(),
              metrics.windowAgeSeconds(),
              metrics.alerts().stream().map(Enum::name).collect(Collectors.joining(" ")));
      return Stream.concat(
          fixed, scalars.stream().map(name -> metrics.scalars().getOrDefault(name, Double.NaN)));
    }
  }

  /**
   * The same by RFC 4180, in the order of time, as programs plot it: a column for each scalar of
   * any of them, by its name. What was not measured is empty, as is what came out as no number.
   */
  String csv() {
    Set<String> scalars = new TreeSet<>();
    data.forEach(each -> scalars.addAll(each.metrics().scalars().keySet()));
    List<Measured> inTime = new ArrayList<>(data);
    inTime.sort(Comparator.comparingLong(each -> Long.parseLong(each.id())));
    return Stream.concat(
            Stream.of(row(Stream.concat(COLUMNS.stream(), scalars.stream()))),
            inTime.stream().map(each -> row(each.cells(scalars))))
        .collect(Collectors.joining());
  }

  private static String row(Stream<?> cells) {
    return cells.map(TrainingHistory::cell).collect(Collectors.joining(",", "", "\r\n"));
  }

  private static String cell(Object value) {
    if (value instanceof Double number && !Double.isFinite(number)) {
      return "";
    }
    String text = value.toString();
    return text.matches("(?s).*[\",\r\n].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }
}
