package dev.xmcgan.cli.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.schemas.CaptionRequest;
import dev.xmcgan.schemas.FailureCode;
import dev.xmcgan.schemas.GenerationFailure;
import dev.xmcgan.schemas.ImageResult;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.log.CompactedTopic;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** On a real broker; whoever answers writes the caption where an image would be. */
class CaptionFileTest {
  private static final int CAPTIONS = 300;

  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();

  @Test
  void everyLineGetsItsFileAndASecondRunDrawsWhatIsMissing() throws Exception {
    // given
    KafkaSettings settings = KAFKA.provision("caption-file-");
    Path captions = folder.resolve("captions.txt");
    Files.write(
        captions,
        IntStream.range(0, CAPTIONS).mapToObj(i -> i == 7 ? "" : "caption " + i).toList());
    Path images = folder.resolve("images");
    try (Worker worker = new Worker(settings)) {
      // when
      boolean all = draw(settings, captions, images);

      // then
      assertThat(all).isFalse();
      assertThat(worker.requests).hasValue(CAPTIONS);
      assertThat(Files.list(images)).hasSize(CAPTIONS - 1);
      assertThat(images.resolve("00000.png")).hasContent("caption 0 seed 40");
      assertThat(images.resolve("00299.png")).hasContent("caption 299 seed 339");
      assertThat(out.toString())
          .contains("299 drawn into " + images + ", 0 were there, 1 failed")
          .contains("line 8: INVALID_REQUEST: empty");

      // when
      Files.delete(images.resolve("00123.png"));
      draw(settings, captions, images);

      // then
      assertThat(worker.requests).hasValue(CAPTIONS + 2);
      assertThat(images.resolve("00123.png")).hasContent("caption 123 seed 163");
      assertThat(out.toString()).contains("1 drawn into " + images + ", 298 were there, 1 failed");
    }
  }

  @Test
  void whatIsNoTextIsToldInOneLine() throws IOException {
    // given
    KafkaSettings settings = KAFKA.provision("caption-file-binary-");
    Path captions = Files.write(folder.resolve("captions.bin"), new byte[] {(byte) 0xff, 0, 1});

    // then
    assertThatThrownBy(() -> draw(settings, captions, folder.resolve("images")))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("captions.bin")
        .hasMessageContaining("UTF-8");
  }

  private boolean draw(KafkaSettings settings, Path captions, Path images) throws IOException {
    return new CaptionFile(captions, new ImageFolder(images), new PrintWriter(out, true))
        .draw(settings, 40, "stable");
  }

  /** Answers every request. */
  private static final class Worker implements AutoCloseable {
    private final AtomicInteger requests = new AtomicInteger();
    private final Records records;
    private final CompactedTopic<CaptionRequest> reading;

    Worker(KafkaSettings settings) throws InterruptedException {
      records = new Records(settings);
      reading = new CompactedTopic<>(settings, Topic.CAPTION_REQUESTS, CaptionRequest.class);
      reading.onChange((key, request) -> answer(request));
      reading.start();
      assertThat(reading.awaitCaughtUp(Duration.ofSeconds(30))).isTrue();
    }

    private void answer(CaptionRequest request) {
      requests.incrementAndGet();
      if (request.getCaption().isEmpty()) {
        records.send(Topic.GENERATION_FAILURES, request.getRequestId(), failure(request));
      } else {
        records.send(Topic.IMAGE_RESULTS, request.getRequestId(), image(request));
      }
    }

    private static GenerationFailure failure(CaptionRequest request) {
      return GenerationFailure.newBuilder()
          .setRequestId(request.getRequestId())
          .setCode(FailureCode.INVALID_REQUEST)
          .setMessage("empty")
          .setRetriable(false)
          .setWorkerId("w")
          .setCreatedAt(Instant.EPOCH)
          .build();
    }

    private static ImageResult image(CaptionRequest request) {
      String content = request.getCaption() + " seed " + request.getSeed();
      return Answers.image(request, content.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
      reading.close();
      records.close();
    }
  }
}
