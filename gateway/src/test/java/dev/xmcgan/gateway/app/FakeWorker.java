package dev.xmcgan.gateway.app;

import dev.xmcgan.gateway.answers.Answers;
import dev.xmcgan.gateway.pairs.ImageFiles;
import dev.xmcgan.images.PngFile;
import dev.xmcgan.images.RgbImage;
import dev.xmcgan.schemas.CaptionRequest;
import dev.xmcgan.schemas.FailureCode;
import dev.xmcgan.schemas.ImageAttention;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.WordAttention;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.transport.KafkaClients;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.serde.Decoded;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/**
 * Stands in for a generator worker: consumes caption requests and answers with plain PNGs. What the
 * caption says decides how it behaves: {@link #IGNORED}, {@code fail with CODE}, {@code fail with
 * CODE retriably}, {@link #TWICE}, {@link #AFTER_GARBAGE}, {@link #LAST_ALONE}, {@code together N}
 * (answered only when N such requests are waiting). What is cancelled, drawn or not, fails.
 */
final class FakeWorker implements AutoCloseable {
  /** Characters of a caption that it draws. */
  static final int LONGEST_READ = 200;

  /** How much brighter an image of an interpolation is than the one before it. */
  static final int FRAME_STEP = 8;

  static final String CHECKPOINT = "fake-checkpoint";
  static final String IGNORED = "nobody draws this";
  static final String TWICE = "drawn twice";
  static final String AFTER_GARBAGE = "after garbage";
  static final String LAST_ALONE = "only the last one comes";
  private static final Pattern FAIL = Pattern.compile("fail with (\\w+)( retriably)?");
  private static final Pattern TOGETHER = Pattern.compile("together (\\d+).*");

  /** Edge of its images where none is asked for. */
  private static final int DRAWN = 64;

  private final Records records;
  private final KafkaSettings kafka;
  private final AvroSerdes serdes;
  private final List<CaptionRequest> held = new ArrayList<>();
  private final Thread thread = new Thread(this::run, "fake-worker");
  private volatile boolean stopped;

  FakeWorker(KafkaSettings kafka) {
    this.kafka = kafka;
    this.serdes = new AvroSerdes(kafka);
    this.records = new Records(kafka);
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try (KafkaConsumer<String, byte[]> consumer =
        KafkaClients.consumer(kafka.consumer("fake-workers"))) {
      consumer.subscribe(
          List.of(kafka.topic(Topic.CAPTION_REQUESTS), kafka.topic(Topic.REQUEST_CANCELLATIONS)));
      while (!stopped) {
        consumer.poll(Duration.ofMillis(50)).forEach(this::receive);
      }
    }
  }

  private void receive(ConsumerRecord<String, byte[]> record) {
    if (record.topic().equals(kafka.topic(Topic.REQUEST_CANCELLATIONS))) {
      fail(record.key(), FailureCode.CANCELLED, false);
    } else if (serdes.decode(Topic.CAPTION_REQUESTS, CaptionRequest.class, record.value())
        instanceof Decoded.Value<CaptionRequest> request) {
      answer(request.value());
    }
  }

  private void answer(CaptionRequest request) {
    String caption = request.getCaption();
    Matcher fail = FAIL.matcher(caption);
    Matcher together = TOGETHER.matcher(caption);
    if (fail.matches()) {
      fail(request.getRequestId(), FailureCode.valueOf(fail.group(1)), fail.group(2) != null);
    } else if (together.matches()) {
      held.add(request);
      if (held.size() == Integer.parseInt(together.group(1))) {
        held.forEach(this::draw);
        held.clear();
      }
    } else if (caption.equals(TWICE)) {
      draw(request);
      draw(request);
      fail(request.getRequestId(), FailureCode.INTERNAL, false);
    } else if (caption.equals(AFTER_GARBAGE)) {
      garbage(request);
      draw(request);
    } else if (caption.equals(LAST_ALONE)) {
      draw(request, request.getCount() - 1);
    } else if (!caption.startsWith(IGNORED)) {
      draw(request);
    }
  }

  private void draw(CaptionRequest request) {
    // the last image first: nothing may depend on their order
    for (int index = request.getCount() - 1; index >= 0; index--) {
      draw(request, index);
    }
  }

  private void draw(CaptionRequest request, int index) {
    records.send(
        Topic.IMAGE_RESULTS,
        request.getRequestId(),
        Answers.builder(request.getRequestId(), index, request.getCount(), file(request, index))
            .setCaption(request.getCaption())
            .setCaptionRead(read(request.getCaption()))
            .setRequestSeed(request.getSeed())
            .setSeed(request.getSeed() * 1_000 + request.getFirstIndex() + index)
            .setCheckpointId(CHECKPOINT)
            .setWidth(request.getSize() == 0 ? DRAWN : request.getSize())
            .setAttention(request.getAttention() ? attention(request.getCaption()) : null)
            .build());
  }

  /** Of an interpolation one can see which it is. */
  private static byte[] file(CaptionRequest request, int index) {
    if (request.getInterpolation() == null) {
      return ImageFiles.png(8, 8);
    }
    byte[] rgb = new byte[3 * 8 * 8];
    Arrays.fill(rgb, (byte) (index * FRAME_STEP));
    return PngFile.encode(RgbImage.square(8, rgb));
  }

  /** Word i acts on the column i of an image of two by two regions, half as much below. */
  private static ImageAttention attention(String caption) {
    List<WordAttention> words = new ArrayList<>();
    for (String word : caption.split(" ")) {
      byte[] weights = new byte[4];
      weights[words.size() % 2] = (byte) 204;
      weights[2 + words.size() % 2] = 102;
      words.add(new WordAttention(word, ByteBuffer.wrap(weights)));
    }
    return new ImageAttention(2, words);
  }

  /** Reads no more than the first words of a long caption. */
  private static String read(String caption) {
    return caption.length() > LONGEST_READ ? caption.substring(0, LONGEST_READ) : "";
  }

  private void fail(String requestId, FailureCode code, boolean retriable) {
    records.send(Topic.GENERATION_FAILURES, requestId, Answers.failure(requestId, code, retriable));
  }

  private void garbage(CaptionRequest request) {
    byte[] bytes = "not Avro at all".getBytes(StandardCharsets.UTF_8);
    records.sendRaw(Topic.IMAGE_RESULTS, request.getRequestId(), bytes);
    records.sendRaw(Topic.IMAGE_RESULTS, request.getRequestId(), null);
    records.sendRaw(Topic.GENERATION_FAILURES, null, bytes);
  }

  @Override
  public void close() throws InterruptedException {
    stopped = true;
    thread.join(5_000);
    records.close();
  }
}
