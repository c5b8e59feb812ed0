package dev.xmcgan.cli.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.schemas.CaptionRequest;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.KafkaClients;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Thirty thousand captions on a real broker; whoever answers sends images of 8 KB. */
class ManyCaptionsTest {
  private static final int CAPTIONS = 30_000;
  private static final int IMAGE_BYTES = 8 << 10;
  private static final int EARLY = 5_000;
  private static final int LATE = 29_000;

  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  @TempDir private Path folder;

  @Test
  void memoryStaysFlat() throws Exception {
    // given
    KafkaSettings settings = KAFKA.provision("many-captions-");
    Path captions = folder.resolve("captions.txt");
    Files.write(captions, IntStream.range(0, CAPTIONS).mapToObj(i -> "caption " + i).toList());
    Path images = folder.resolve("images");
    StringWriter out = new StringWriter();

    // when
    try (Worker worker = new Worker(settings)) {
      boolean all =
          new CaptionFile(captions, new ImageFolder(images), new PrintWriter(out, true))
              .draw(settings, 0, "stable");

      // then
      assertThat(all).as(out.toString()).isTrue();
      try (Stream<Path> files = Files.list(images)) {
        assertThat(files).hasSize(CAPTIONS);
      }
      long grown = worker.lateHeap - worker.earlyHeap;
      System.out.printf(
          "heap after %d images %.1f MB, after %d %.1f MB%n",
          EARLY, worker.earlyHeap / 1e6, LATE, worker.lateHeap / 1e6);
      // images that were kept would be 197 MB
      assertThat(grown).isLessThan(20_000_000);
    }
  }

  /** Answers every request at once and notes the heap on the way. */
  private static final class Worker implements AutoCloseable {
    private final KafkaSettings settings;
    private final AvroSerdes serdes;
    private final KafkaProducer<String, byte[]> producer;
    private final KafkaConsumer<String, byte[]> consumer;
    private final Thread thread = new Thread(this::run, "worker");
    private volatile boolean closed;
    private volatile long earlyHeap;
    private volatile long lateHeap;
    private int answered;

    Worker(KafkaSettings settings) {
      this.settings = settings;
      this.serdes = new AvroSerdes(settings);
      this.producer = KafkaClients.producer(settings.producer("worker"));
      this.consumer = KafkaClients.consumer(settings.reader("worker"));
      List<TopicPartition> partitions =
          consumer.partitionsFor(settings.topic(Topic.CAPTION_REQUESTS)).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      thread.start();
    }

    private void run() {
      while (!closed) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(50))) {
          CaptionRequest request =
              serdes.deserializer(CaptionRequest.class).deserialize(record.topic(), record.value());
          producer.send(
              new ProducerRecord<>(
                  settings.topic(Topic.IMAGE_RESULTS),
                  request.getRequestId(),
                  serdes.encode(
                      Topic.IMAGE_RESULTS, Answers.image(request, new byte[IMAGE_BYTES]))));
          answered++;
          if (answered == EARLY) {
            earlyHeap = heap();
          } else if (answered == LATE) {
            lateHeap = heap();
          }
        }
      }
    }

    private static long heap() {
      System.gc();
      return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @Override
    public void close() throws InterruptedException {
      closed = true;
      thread.join();
      consumer.close();
      producer.close();
    }
  }
}
