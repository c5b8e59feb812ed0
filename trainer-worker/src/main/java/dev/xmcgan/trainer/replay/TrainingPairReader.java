package dev.xmcgan.trainer.replay;

import dev.xmcgan.images.PngFile;
import dev.xmcgan.images.Resize;
import dev.xmcgan.images.RgbImage;
import dev.xmcgan.schemas.Split;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.TrainingPair;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.serde.Decoded;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Decodes records of training-pairs to pairs in memory, at the model's image size. */
public final class TrainingPairReader {
  private final AvroSerdes serdes;
  private final int imageSize;
  private final SentenceWindows windows;
  private final Predicate<String> sources;

  /**
   * @param imageSize edge of the images in pixels; pairs curated at another size are resampled
   * @param windows what of long captions is learned
   * @param sources whose pairs are learned; those of others are passed over
   */
  public TrainingPairReader(
      AvroSerdes serdes, int imageSize, SentenceWindows windows, Predicate<String> sources) {
    this.serdes = serdes;
    this.imageSize = imageSize;
    this.windows = windows;
    this.sources = sources;
  }

  /** What a record is. */
  public sealed interface Read {
    /**
     * A pair to learn from.
     *
     * @param cutCaptions how many of its captions the model does not read to the end
     */
    record ToLearn(WindowPair pair, int cutCaptions) implements Read {}

    /** A pair that is withdrawn, erased, kept to judge by, or another channel's: not learned. */
    record Gone(GonePair pair) implements Read {}

    /** No pair at all. */
    record Unreadable(String reason) implements Read {}
  }

  /**
   * Reads a record.
   *
   * @throws dev.xmcgan.transport.serde.RegistryUnavailableException when that cannot be told now
   */
  public Read read(ConsumerRecord<String, byte[]> record) {
    if (record.value() == null) {
      return record.key() == null
          ? new Read.Unreadable("the record has neither key nor value")
          : new Read.Gone(new GonePair(position(record), record.key(), true));
    }
    Decoded<TrainingPair> decoded =
        serdes.decode(Topic.TRAINING_PAIRS, TrainingPair.class, record.value());
    if (decoded instanceof Decoded.Undecodable<TrainingPair> bad) {
      return new Read.Unreadable(bad.reason());
    }
    TrainingPair pair = ((Decoded.Value<TrainingPair>) decoded).value();
    if (pair.getSplit() != Split.TRAIN || !sources.test(pair.getSource())) {
      return new Read.Gone(new GonePair(position(record), pair.getPairId(), false));
    }
    if (pair.getCaptions().stream().allMatch(String::isBlank)) {
      return new Read.Unreadable("pair " + pair.getPairId() + " has no caption");
    }
    try {
      SentenceWindows.Learnable captions =
          windows.of(
              pair.getCaptions().stream().filter(caption -> !caption.isBlank()).toList(),
              pair.getMetadata());
      return new Read.ToLearn(
          new WindowPair(position(record), pair.getPairId(), captions.captions(), pixels(pair)),
          captions.cut());
    } catch (IOException | RuntimeException e) {
      // curation writes none like it, but anybody may write to a topic
      return new Read.Unreadable(
          "the image of pair %s cannot be read: %s".formatted(pair.getPairId(), e.getMessage()));
    }
  }

  private byte[] pixels(TrainingPair pair) throws IOException {
    ByteBuffer buffer = pair.getImage().duplicate();
    byte[] png = new byte[buffer.remaining()];
    buffer.get(png);
    RgbImage image = PngFile.decode(png);
    return Resize.toSquare(image, imageSize).rgb();
  }

  private static PairPosition position(ConsumerRecord<?, ?> record) {
    return new PairPosition(
        record.timestamp(),
        new TopicPartition(record.topic(), record.partition()),
        record.offset());
  }
}
