package dev.xmcgan.generator.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.generator.testing.TestWorker;
import dev.xmcgan.generator.testing.TinyModel;
import dev.xmcgan.generator.testing.Traffic;
import dev.xmcgan.generator.testing.WorkerConfigs;
import dev.xmcgan.images.PngFile;
import dev.xmcgan.model.checkpoint.CheckpointFiles;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.CheckpointFile;
import dev.xmcgan.schemas.ImageResult;
import dev.xmcgan.schemas.Interpolation;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.WordAttention;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.KafkaSettings;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The whole worker with the real text encoder and a tiny untrained generator. */
class RealModelTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  @TempDir Path directory;

  private KafkaSettings kafka;
  private Traffic traffic;
  private TinyModel model;

  @BeforeEach
  void ownTopics() throws IOException {
    kafka = KAFKA.provision("real-" + UUID.randomUUID().toString().substring(0, 8) + "-");
    traffic = new Traffic(kafka);
    model = new TinyModel(kafka, directory.resolve("written"));
  }

  @AfterEach
  void close() {
    model.close();
    traffic.close();
  }

  @Test
  @Tag("promise-3")
  void newWeightsAreSwappedInUnderLoad() throws IOException {
    // given
    model.release("tiny-1", 1);
    try (TestWorker worker = worker("w-1").awaitServing("tiny-1")) {
      traffic.request("id-0", "a red circle", builder -> builder.setSeed(5L));
      traffic.awaitAnswers(1);

      // when
      model.release("tiny-2", 2);
      int sent = 1;
      while (worker.status().serving().filter("tiny-2"::equals).isEmpty()) {
        traffic.request("id-" + sent++, "a red circle", builder -> builder.setSeed(5L));
      }
      traffic.request("id-" + sent++, "a red circle", builder -> builder.setSeed(5L));

      // then
      assertThat(traffic.awaitAnswers(sent)).hasSize(sent);
      assertThat(traffic.failures()).isEmpty();
      List<ImageResult> images = traffic.images();
      assertThat(images.stream().map(ImageResult::getCheckpointId).collect(Collectors.toSet()))
          .containsExactlyInAnyOrder("tiny-1", "tiny-2");
      assertOneImagePerCheckpoint(images);
    }
  }

  @Test
  @Tag("promise-2")
  void anyWorkerDrawsTheSameImageInAnyCompany() throws IOException {
    // given
    model.release("tiny-1", 1);
    try (TestWorker first = worker("w-1").awaitServing("tiny-1")) {
      traffic.request("alone", "a red circle", builder -> builder.setSeed(5L).setCount(2));
      traffic.awaitAnswers(2);
      assertThat(first.status().status().getDevice()).isEqualTo("cpu");
    }

    // when
    try (TestWorker second = worker("w-2").awaitServing("tiny-1")) {
      for (int i = 0; i < 6; i++) {
        String caption = "a green star number " + i + " on a rather long road";
        traffic.request("other-" + i, caption);
        traffic.request("again-" + i, "a red circle", builder -> builder.setSeed(5L).setCount(2));
      }
      traffic.awaitAnswers(2 + 6 * 3);
      assertThat(second.status().status().getFailures()).isZero();
    }

    // then
    for (int index = 0; index < 2; index++) {
      int which = index;
      assertThat(
              traffic.images().stream()
                  .filter(image -> image.getCaption().equals("a red circle"))
                  .filter(image -> image.getIndex() == which)
                  .map(ImageResult::getImage)
                  .collect(Collectors.toSet()))
          .hasSize(1);
    }
  }

  @Test
  @Tag("promise-2")
  void anInterpolationLeadsFromOnePlainImageToTheOther() throws IOException {
    // given
    model.release("tiny-1", 1);
    try (TestWorker worker = worker("w-1").awaitServing("tiny-1")) {
      traffic.request("from", "a red circle", builder -> builder.setSeed(5L).setCount(3));
      traffic.request("to", "a green star on a rather long road", builder -> builder.setSeed(8L));

      // when: from the third image of the first, in more images than a micro-batch takes
      traffic.request(
          "way",
          "a red circle",
          builder ->
              builder
                  .setSeed(5L)
                  .setFirstIndex(2)
                  .setCount(20)
                  .setInterpolation(
                      new Interpolation("a green star  on a rather long road", 8L, 0)));
      traffic.awaitAnswers(24);
    }

    // then
    assertThat(traffic.failures()).isEmpty();
    List<ByteBuffer> way = IntStream.range(0, 20).mapToObj(place -> image("way", place)).toList();
    assertThat(way).doesNotHaveDuplicates();
    assertThat(way.get(0)).isEqualTo(image("from", 2));
    assertThat(way.get(19)).isEqualTo(image("to", 0));
    assertThat(PngFile.texts(way.get(19).array()))
        .containsEntry("caption", "a green star on a rather long road")
        .containsEntry("seed", "8");
    assertThat(PngFile.texts(way.get(19).array())).doesNotContainKey("share");
    assertThat(PngFile.texts(image("way", 1).array()))
        .containsEntry("caption", "a red circle")
        .containsEntry("index", "2")
        .containsEntry("to_caption", "a green star on a rather long road")
        .containsEntry("share", Double.toString(1 / 19.0));
  }

  @Test
  @Tag("promise-2")
  void attentionComesWithTheSameImageToWhomItWasAskedFor() throws IOException {
    // given
    model.release("tiny-1", 1);
    try (TestWorker worker = worker("w-1").awaitServing("tiny-1")) {
      traffic.request("plain", "a red circle", builder -> builder.setSeed(5L).setCount(2));
      traffic.request(
          "attended",
          "a red circle",
          builder -> builder.setSeed(5L).setCount(2).setAttention(true));
      traffic.awaitAnswers(4);
    }

    // then
    for (ImageResult image : traffic.images()) {
      assertThat(image("attended", image.getIndex())).isEqualTo(image("plain", image.getIndex()));
      if (image.getRequestId().equals("plain")) {
        assertThat(image.getAttention()).isNull();
      } else {
        assertThat(image.getAttention().getEdge()).isEqualTo(16);
        assertThat(image.getAttention().getWords())
            .extracting(WordAttention::getWord)
            .containsExactly("a", "red", "circle");
        assertThat(image.getAttention().getWords())
            .allMatch(word -> word.getWeights().remaining() == 16 * 16);
        int region = 0;
        for (WordAttention word : image.getAttention().getWords()) {
          region += word.getWeights().get(100) & 0xFF;
        }
        assertThat(region).isBetween(1, 256);
      }
    }
  }

  private ByteBuffer image(String request, int place) {
    return traffic.images().stream()
        .filter(each -> each.getRequestId().equals(request) && each.getIndex() == place)
        .map(each -> ByteBuffer.wrap(bytes(each.getImage())))
        .findFirst()
        .orElseThrow();
  }

  private static byte[] bytes(ByteBuffer file) {
    byte[] bytes = new byte[file.remaining()];
    file.duplicate().get(bytes);
    return bytes;
  }

  @Test
  @Tag("promise-5")
  void badCheckpointsAreRefusedAndTheOldOneGoesOn() throws IOException {
    // given
    putWrongHash(model.publish("forged", 6));
    model.release("tiny-1", 1);
    Path truncated = model.write("truncated", 2);
    cut(truncated.resolve(CheckpointFiles.GENERATOR));
    Path notFinite = model.write("not-finite", 3);
    putNaN(notFinite.resolve(CheckpointFiles.GENERATOR));
    Path mute = model.write("mute", 4);
    Files.delete(mute.resolve(CheckpointFiles.GENERATOR));
    try (TestWorker worker = worker("w-1").awaitServing("tiny-1")) {
      // then
      model.release(truncated, "truncated", model.textEncoderId());
      assertRefused(worker, "truncated", CheckpointFiles.GENERATOR);
      model.release(notFinite, "not-finite", model.textEncoderId());
      assertRefused(worker, "not-finite", CheckpointFiles.GENERATOR);
      model.release(mute, "mute", model.textEncoderId());
      assertRefused(worker, "mute", "missing");
      model.release(model.write("foreign", 5), "foreign", "other-bert@000000000000");
      assertRefused(worker, "foreign", "other-bert");
      traffic.releaseOnly("forged");
      assertRefused(worker, "forged", "SHA-256");

      // when
      traffic.request("id-1", "a red circle");

      // then
      traffic.awaitAnswers(1);
      assertThat(traffic.images().get(0).getCheckpointId()).isEqualTo("tiny-1");
    }
  }

  private void assertRefused(TestWorker worker, String checkpointId, String reason) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(worker.status().status().getRefusedCheckpointId())
                    .isEqualTo(checkpointId));
    assertThat(worker.status().detail()).contains(reason);
    assertThat(worker.status().serving()).contains("tiny-1");
  }

  private static void assertOneImagePerCheckpoint(List<ImageResult> images) {
    images.stream()
        .collect(Collectors.groupingBy(ImageResult::getCheckpointId))
        .forEach(
            (checkpointId, drawn) ->
                assertThat(drawn.stream().map(ImageResult::getImage).collect(Collectors.toSet()))
                    .as(checkpointId)
                    .hasSize(1));
    assertThat(images.stream().map(ImageResult::getImage).collect(Collectors.toSet())).hasSize(2);
  }

  /** Publishes the manifest again, with hashes that are not those of the files. */
  private void putWrongHash(Checkpoint manifest) {
    List<CheckpointFile> files =
        manifest.getFiles().stream()
            .map(file -> CheckpointFile.newBuilder(file).setSha256("0".repeat(64)).build())
            .toList();
    traffic
        .records()
        .send(
            Topic.CHECKPOINTS,
            manifest.getCheckpointId(),
            Checkpoint.newBuilder(manifest).setFiles(files).build());
  }

  private static void cut(Path file) throws IOException {
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.setLength(open.length() / 2);
    }
  }

  /** The last float of the last tensor. */
  private static void putNaN(Path file) throws IOException {
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.seek(open.length() - Float.BYTES);
      open.writeInt(Integer.reverseBytes(Float.floatToIntBits(Float.NaN)));
    }
  }

  private TestWorker worker(String id) {
    Path cache = directory.resolve(id);
    return TestWorker.start(
        id,
        kafka,
        () ->
            ModelCheckpointLoader.open(
                WorkerConfigs.of(
                    Map.of(
                        "text-encoder", TinyModel.TEXT_ENCODER.toString(),
                        "data-dir", cache.toString(),
                        "max-batch", String.valueOf(TestWorker.MAX_BATCH),
                        "device", "cpu",
                        "lane-trial", "true")),
                kafka,
                Clock.systemUTC()),
        cache);
  }
}
