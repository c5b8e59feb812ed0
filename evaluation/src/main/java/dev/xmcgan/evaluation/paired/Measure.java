package dev.xmcgan.evaluation.paired;

import dev.xmcgan.evaluation.scores.Protocol;
import dev.xmcgan.evaluation.scores.Score;
import dev.xmcgan.evaluation.scores.Scores;
import java.util.OptionalDouble;

/**
 * One metric of images of some captions.
 *
 * @param lowerIsBetter whether it is a distance
 * @param floor what the best possible images would get, where that is known and not obvious
 */
public record Measure(
    Protocol protocol, CaptionStatistic statistic, boolean lowerIsBetter, OptionalDouble floor) {

  /** A metric of which more is better. */
  public static Measure share(Protocol protocol, double[] values) {
    return new Measure(protocol, new MeanOverCaptions(values), false, OptionalDouble.empty());
  }

  /** Its name. */
  public String metric() {
    return protocol.metric();
  }

  /** The figure. */
  public Score score() {
    return Score.of(protocol, statistic.value());
  }

  /**
   * How much better the images are than others of the same captions.
   *
   * @return above 0 where they are better, whatever the metric
   * @throws dev.xmcgan.evaluation.scores.ProtocolMismatchException when the two were measured
   *     differently
   */
  public PairedDifference above(Measure other) {
    Scores.compare(other.score(), score());
    return lowerIsBetter
        ? PairedDifference.of(other.statistic, statistic)
        : PairedDifference.of(statistic, other.statistic);
  }
}
