package dev.xmcgan.gateway.pairs;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.xmcgan.schemas.PairErasure;
import dev.xmcgan.schemas.RejectedPair;
import dev.xmcgan.schemas.Split;
import dev.xmcgan.schemas.TrainingPair;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The way of a pair so far; what has not happened, or is no longer on the topics, is left out.
 *
 * @param status the last that happened: {@code accepted}, {@code rejected}, {@code curated} (it
 *     waits for its first step), {@code held_out} (it judges and is never learned), {@code
 *     training} (steps have taken it, none of them for the generator), {@code learned}, {@code
 *     drawn} (a release has learned it), {@code passed} (it left the replay window before the
 *     generator was trained on it, in every channel that learns its source), {@code withdrawn}
 *     (another pair stands for it), {@code erased}
 * @param firstDrawnBy the first release that has learned it
 * @param complete whether all was read that came after the pair; false where that is too much to be
 *     read in time, and something later may have happened
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PairView(
    String id,
    String status,
    @Schema(nullable = true) AcceptedView accepted,
    @Schema(nullable = true) RejectionView rejected,
    @Schema(nullable = true) CuratedView curated,
    @Schema(nullable = true) LearnedView learned,
    @Schema(nullable = true) FirstReleaseView firstDrawnBy,
    @Schema(nullable = true) ErasedView erased,
    boolean complete) {

  /**
   * When it was put on image-text-pairs.
   *
   * @param record topic, partition and offset; absent where they are not known any more
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record AcceptedView(Instant at, @Schema(nullable = true) String record) {}

  /** Why it is not learned from, or, of one that was curated before, why not once more. */
  public record RejectionView(String reason, String detail, Instant at) {
    static RejectionView of(RejectedPair pair) {
      return new RejectionView(
          pair.getReason().name().toLowerCase(Locale.ROOT), pair.getDetail(), pair.getRejectedAt());
    }
  }

  /**
   * What curation made of it.
   *
   * @param record topic, partition and offset
   * @param split {@code train} or {@code held_out}
   */
  public record CuratedView(String record, String split, String source, List<String> captions) {
    static CuratedView of(ConsumerRecord<String, byte[]> record, TrainingPair pair) {
      return new CuratedView(
          coordinates(record),
          pair.getSplit().name().toLowerCase(Locale.ROOT),
          pair.getSource(),
          pair.getCaptions());
    }

    @Schema(hidden = true)
    boolean isHeldOut() {
      return split.equals(Split.HELD_OUT.name().toLowerCase(Locale.ROOT));
    }
  }

  /**
   * The first step that trained the generator on it.
   *
   * @param checkpoint the first that has learned it
   * @param at when that was published
   */
  public record LearnedView(long step, String checkpoint, Instant at) {}

  /**
   * The first release that has learned it.
   *
   * @param at since when the channel serves it
   */
  public record FirstReleaseView(String checkpoint, String channel, Instant at) {}

  /** That it was erased; see {@link ErasureView}. */
  @JsonNaming(SnakeCaseStrategy.class)
  public record ErasedView(Instant at, Instant bytesGoneAt) {
    static ErasedView of(PairErasure receipt) {
      return new ErasedView(receipt.getErasedAt(), receipt.getBytesGoneAt());
    }
  }

  /** Topic, partition and offset of a record. */
  static String coordinates(ConsumerRecord<String, byte[]> record) {
    return "%s-%d@%d".formatted(record.topic(), record.partition(), record.offset());
  }
}
