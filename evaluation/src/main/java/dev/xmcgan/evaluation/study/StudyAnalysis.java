package dev.xmcgan.evaluation.study;

import dev.xmcgan.evaluation.scores.Interval;
import dev.xmcgan.evaluation.scores.Protocol;
import dev.xmcgan.evaluation.scores.Score;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/**
 * Reads raters' answers. Answers to one caption are alike, so intervals are from a bootstrap over
 * captions (Efron, 1979), not over answers.
 */
public final class StudyAnalysis {

  private static final double LOW = 0.025;

  private final int resamples;
  private final long seed;

  /**
   * @param resamples of the bootstrap, such as 2,000
   * @param seed of the bootstrap
   */
  public StudyAnalysis(int resamples, long seed) {
    if (resamples < 1) {
      throw new IllegalArgumentException("resamples must be above 0, is " + resamples);
    }
    this.resamples = resamples;
    this.seed = seed;
  }

  /**
   * The systems' results, by name. Rows without any answer are left out.
   *
   * @param key content of {@code key.csv}
   * @param answers contents of the raters' sheets
   * @throws IllegalArgumentException when an answer is not in the key or is no ranking, naming
   *     rater and item, or when there is no answer at all
   */
  public List<StudyResult> analyse(String key, List<String> answers) {
    StudyTable places = StudyTable.read("key", key);
    Map<String, List<Map<String, Integer>>> byItem = new TreeMap<>();
    TreeSet<String> raters = new TreeSet<>();
    Set<StudyTable.Place> seen = new HashSet<>();
    for (String sheet : answers) {
      StudyTable.read("answers", sheet)
          .rows()
          .forEach(
              (place, ranks) -> {
                if (ranks.stream().allMatch(String::isBlank)) {
                  return;
                }
                if (!seen.add(place)) {
                  throw new IllegalArgumentException(where(place) + ": answered twice");
                }
                raters.add(place.rater());
                byItem
                    .computeIfAbsent(place.item(), item -> new ArrayList<>())
                    .add(ranking(place, places.rows().get(place), ranks));
              });
    }
    if (byItem.isEmpty()) {
      throw new IllegalArgumentException("a study without answers");
    }
    List<List<Map<String, Integer>>> items = List.copyOf(byItem.values());
    TreeSet<String> systems = new TreeSet<>(items.get(0).get(0).keySet());
    List<StudyResult> results = new ArrayList<>();
    for (String system : systems) {
      results.add(
          new StudyResult(
              system,
              score("human-preferred", items, systems, raters, r -> r.get(system) == 1 ? 1 : 0),
              score("human-mean-rank", items, systems, raters, r -> r.get(system))));
    }
    return results;
  }

  private Score score(
      String metric,
      List<List<Map<String, Integer>>> items,
      Set<String> systems,
      Set<String> raters,
      ToDoubleFunction<Map<String, Integer>> value) {
    double[] sums = new double[items.size()];
    int[] counts = new int[items.size()];
    int answers = 0;
    for (int i = 0; i < sums.length; i++) {
      sums[i] = items.get(i).stream().mapToDouble(value).sum();
      counts[i] = items.get(i).size();
      answers += counts[i];
    }
    Protocol protocol =
        new Protocol(metric, "raters", answers, 0, Protocol.NONE, Protocol.NONE, Map.of())
            .with("captions", items.size())
            .with("raters", raters.size())
            .with("systems", String.join(" ", systems))
            .with("resamples", resamples)
            .with("seed", seed);
    return Score.of(protocol, Arrays.stream(sums).sum() / answers, bootstrap(sums, counts));
  }

  private Interval bootstrap(double[] sums, int[] counts) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] means = new double[resamples];
    for (int i = 0; i < resamples; i++) {
      double sum = 0;
      long count = 0;
      for (int draw = 0; draw < sums.length; draw++) {
        int item = random.nextInt(sums.length);
        sum += sums[item];
        count += counts[item];
      }
      means[i] = sum / count;
    }
    Arrays.sort(means);
    int low = (int) Math.floor(LOW * (resamples - 1));
    return new Interval(means[low], means[resamples - 1 - low]);
  }

  private static Map<String, Integer> ranking(
      StudyTable.Place place, List<String> systems, List<String> ranks) {
    if (systems == null || systems.size() != ranks.size()) {
      throw new IllegalArgumentException(where(place) + ": not in the key");
    }
    Map<String, Integer> ranking = new LinkedHashMap<>();
    TreeSet<Integer> given = new TreeSet<>();
    for (int i = 0; i < ranks.size(); i++) {
      String text = ranks.get(i).strip();
      int rank = text.matches("[1-9]") ? Integer.parseInt(text) : 0;
      if (rank < 1 || rank > ranks.size() || !given.add(rank)) {
        throw new IllegalArgumentException(where(place) + ": no ranking: " + ranks);
      }
      ranking.put(systems.get(i), rank);
    }
    return ranking;
  }

  private static String where(StudyTable.Place place) {
    return "rater %s, item %s".formatted(place.rater(), place.item());
  }
}
