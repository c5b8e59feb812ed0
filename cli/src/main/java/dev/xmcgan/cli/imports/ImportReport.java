package dev.xmcgan.cli.imports;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;

/**
 * How an import went.
 *
 * @param source what was imported
 * @param topic where its pairs are
 * @param sent pairs of this run
 * @param there pairs that earlier runs had sent
 * @param leftOut items that earlier runs had left out
 * @param took from opening the data set to the end
 */
record ImportReport(
    String source, String topic, long sent, long there, long leftOut, Duration took) {
  private static final double MILLIS = 1_000;

  /** Whether Kafka holds anything of the data set. */
  boolean hasPairs() {
    return sent + there > 0;
  }

  /** For people. */
  String line() {
    StringBuilder line = new StringBuilder();
    line.append("sent %d pairs of %s to %s".formatted(sent, source, topic));
    if (there > 0) {
      line.append(", %d were there".formatted(there));
    }
    if (leftOut > 0) {
      line.append(", %d were left out before".formatted(leftOut));
    }
    if (there + leftOut > 0) {
      line.append(" (--again sends them too)");
    }
    return line.toString();
  }

  /** For programs, with what was left out in this run. */
  String json(SkippedPairs skipped) {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("source", source)
        .put("topic", topic)
        .put("sent", sent)
        .put("there", there)
        .put("leftOutBefore", leftOut)
        .put("seconds", took.toMillis() / MILLIS)
        .set("skipped", skipped.json());
    return json.toPrettyString();
  }
}
