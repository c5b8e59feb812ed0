package dev.xmcgan.cli.checkpoints;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.CheckpointFile;
import dev.xmcgan.schemas.Evaluation;
import dev.xmcgan.schemas.EvaluationScore;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.transport.releases.ReleaseSnapshot;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Checkpoints and what was found about them, for a person to read. */
final class CheckpointLines {
  private static final double MEBIBYTE = 1L << 20;
  private static final String ROW = "%-36s %8s %8s %10s  %-9s %-28s %s%n";

  private final ReleaseSnapshot book;
  private final Instant now;

  CheckpointLines(ReleaseSnapshot book, Instant now) {
    this.book = book;
    this.now = now;
  }

  /** One line each. */
  void list(List<Checkpoint> checkpoints, PrintWriter out) {
    out.printf(ROW, "checkpoint", "step", "age", "size", "verdict", "scores", "kept for");
    for (Checkpoint checkpoint : checkpoints) {
      Optional<Evaluation> found = book.evaluation(checkpoint.getCheckpointId());
      out.printf(
          ROW,
          checkpoint.getCheckpointId(),
          checkpoint.getStep(),
          age(Duration.between(checkpoint.getCreatedAt(), now)),
          size(checkpoint),
          found.map(CheckpointLines::verdict).orElse("-"),
          found.map(CheckpointLines::scores).orElse(""),
          uses(checkpoint));
    }
  }

  /** All there is to say about one. */
  void show(Checkpoint checkpoint, PrintWriter out) {
    out.println("checkpoint    " + checkpoint.getCheckpointId());
    out.println("parent        " + Optional.ofNullable(checkpoint.getParentId()).orElse("(none)"));
    out.println("kept for      " + uses(checkpoint));
    for (String channel : book.channels(checkpoint.getCheckpointId())) {
      Release release = book.release(channel).orElseThrow();
      out.printf(
          "released as   %s by %s at %s: %s%n",
          channel, release.getReleasedBy(), release.getReleasedAt(), release.getReason());
    }
    out.println("made by       " + checkpoint.getTrainerId() + " at " + checkpoint.getCreatedAt());
    out.println("step          " + checkpoint.getStep());
    out.println("pairs seen    " + checkpoint.getPairsSeen());
    out.println("text encoder  " + checkpoint.getTextEncoder());
    book.evaluation(checkpoint.getCheckpointId()).ifPresent(found -> show(found, out));
    for (CheckpointFile file : checkpoint.getFiles()) {
      out.printf(
          "file          %s, %d bytes, sha256 %s%n",
          file.getName(), file.getSizeBytes(), file.getSha256());
    }
    out.println(checkpoint.getModelConfig());
  }

  private static void show(Evaluation found, PrintWriter out) {
    out.printf(
        "verdict       %s by %s at %s%n",
        verdict(found), found.getDecidedBy(), found.getDecidedAt());
    found.getReasons().forEach(reason -> out.println("reason        " + reason));
    for (EvaluationScore score : found.getScores()) {
      out.printf(
          Locale.ROOT,
          "score         %s%s %.4f%s%s%n",
          score.getSet().isEmpty() ? "" : score.getSet() + " ",
          score.getMetric(),
          score.getValue(),
          beside(
              score.getServing(),
              score.getServingLow(),
              score.getServingHigh(),
              found.getComparedWith()),
          beside(score.getBest(), score.getBestLow(), score.getBestHigh(), found.getBest()));
      if (score.getMargin() != null) {
        out.printf(Locale.ROOT, "  may be      %.4f worse%n", score.getMargin());
      }
      out.println("  measured    " + score.getProtocol());
    }
  }

  private static String beside(Double value, Double low, Double high, String id) {
    if (value == null) {
      return "";
    }
    return String.format(Locale.ROOT, ", %.4f of %s", value, id)
        + (low == null ? "" : String.format(Locale.ROOT, " (better by %.4f to %.4f)", low, high));
  }

  /** What serves has a star before it. */
  private String uses(Checkpoint checkpoint) {
    String id = checkpoint.getCheckpointId();
    List<String> uses = book.uses(id);
    return (book.channels(id).isEmpty() ? "" : "* ")
        + (uses.isEmpty() ? "new" : String.join(", ", uses));
  }

  private static String verdict(Evaluation found) {
    return found.getVerdict().name().toLowerCase(Locale.ROOT);
  }

  /** The weightiest score of each set. */
  private static String scores(Evaluation found) {
    if (found.getSanityOnly()) {
      return "images only";
    }
    Set<String> sets = new HashSet<>();
    return found.getScores().stream()
        .filter(score -> sets.add(score.getSet()))
        .map(score -> String.format(Locale.ROOT, "%s %.3f", score.getMetric(), score.getValue()))
        .collect(Collectors.joining(" "));
  }

  static String age(Duration age) {
    if (age.toDays() > 1) {
      return age.toDays() + " d";
    }
    if (age.toHours() > 1) {
      return age.toHours() + " h";
    }
    return age.toMinutes() > 1 ? age.toMinutes() + " min" : Math.max(0, age.toSeconds()) + " s";
  }

  private static String size(Checkpoint checkpoint) {
    long bytes = checkpoint.getFiles().stream().mapToLong(CheckpointFile::getSizeBytes).sum();
    return String.format(Locale.ROOT, "%.1f MiB", bytes / MEBIBYTE);
  }
}
