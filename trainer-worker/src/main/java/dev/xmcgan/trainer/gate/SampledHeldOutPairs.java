package dev.xmcgan.trainer.gate;

import dev.xmcgan.images.PngFile;
import dev.xmcgan.schemas.Split;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.TrainingPair;
import dev.xmcgan.transport.KafkaClients;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.serde.Decoded;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Held-out pairs of the stretch of training-pairs that the replay window covers, sampled by {@link
 * HeldOutSample}. Reads on only when asked. One thread's.
 */
public final class SampledHeldOutPairs implements HeldOutPairs {
  private static final Logger LOG = LoggerFactory.getLogger(SampledHeldOutPairs.class);
  private static final Duration POLL = Duration.ofMillis(250);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final AvroSerdes serdes;
  private final String topic;
  private final int records;
  private final Predicate<String> sources;
  private final KafkaConsumer<String, byte[]> consumer;
  private final Map<TopicPartition, Long> next = new HashMap<>();
  private final HeldOutSample sample;

  /**
   * @param most pairs in a sample
   * @param records of the log's end that are looked at, held out or not
   * @param sources whose pairs are sampled
   */
  public SampledHeldOutPairs(
      KafkaSettings settings,
      AvroSerdes serdes,
      String clientId,
      int most,
      int records,
      Predicate<String> sources) {
    this.sources = sources;
    this.serdes = serdes;
    this.topic = settings.topic(Topic.TRAINING_PAIRS);
    this.records = records;
    this.sample = new HeldOutSample(most);
    this.consumer = KafkaClients.consumer(settings.reader(clientId));
  }

  @Override
  public HeldOutSet sample() throws InterruptedException {
    try {
      readToEnd();
    } catch (InterruptException e) {
      throw new InterruptedException("interrupted while held-out pairs were read");
    }
    return new HeldOutSet(sample.pairs());
  }

  @Override
  public void close() {
    consumer.close();
  }

  private void readToEnd() {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    Map<TopicPartition, Long> starts = consumer.beginningOffsets(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    long stretch = (records + partitions.size() - 1L) / partitions.size();
    Map<TopicPartition, Long> oldest = new HashMap<>();
    for (TopicPartition partition : partitions) {
      oldest.put(partition, Math.max(starts.get(partition), ends.get(partition) - stretch));
      consumer.seek(partition, Math.max(oldest.get(partition), next.getOrDefault(partition, 0L)));
    }
    long lastProgress = System.nanoTime();
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      var polled = consumer.poll(POLL);
      polled.forEach(this::take);
      if (!polled.isEmpty()) {
        lastProgress = System.nanoTime();
      } else if (System.nanoTime() - lastProgress > PATIENCE.toNanos()) {
        throw new TimeoutException("no answer from Kafka while held-out pairs were read");
      }
    }
    sample.forgetBefore(oldest);
    partitions.forEach(partition -> next.put(partition, consumer.position(partition)));
  }

  private void take(ConsumerRecord<String, byte[]> record) {
    if (record.value() == null) {
      sample.remove(record.key());
    }
    // what cannot be decoded is the training's to report
    if (serdes.decode(Topic.TRAINING_PAIRS, TrainingPair.class, record.value())
        instanceof Decoded.Value<TrainingPair> decoded) {
      TrainingPair pair = decoded.value();
      read(pair)
          .filter(found -> sources.test(pair.getSource()))
          .ifPresentOrElse(
              found ->
                  sample.add(
                      found,
                      pair.getSource(),
                      new TopicPartition(record.topic(), record.partition()),
                      record.offset()),
              () -> sample.remove(pair.getPairId()));
    }
  }

  private static Optional<HeldOutPair> read(TrainingPair pair) {
    List<String> captions =
        pair.getCaptions().stream().filter(caption -> !caption.isBlank()).toList();
    if (pair.getSplit() != Split.HELD_OUT || captions.isEmpty()) {
      return Optional.empty();
    }
    try {
      ByteBuffer buffer = pair.getImage().duplicate();
      byte[] png = new byte[buffer.remaining()];
      buffer.get(png);
      String caption = captions.get(Math.floorMod(pair.getPairId().hashCode(), captions.size()));
      return Optional.of(
          new HeldOutPair(pair.getPairId(), caption, PngFile.decode(png), pair.getContentHash()));
    } catch (IOException | RuntimeException e) {
      LOG.atWarn()
          .addKeyValue("pairId", pair.getPairId())
          .addKeyValue("reason", e.getMessage())
          .log("a held-out pair cannot be read");
      return Optional.empty();
    }
  }
}
