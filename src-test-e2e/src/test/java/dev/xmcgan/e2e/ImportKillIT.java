package dev.xmcgan.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Kill -9 of an import in the middle, then the same import again: each pair is curated once. */
@ExtendWith(SharedStack.class)
class ImportKillIT {
  private static final int PAIRS = 90; // three transactions
  private static final String ID = "coco14/train/";
  private static final String PICTURE = "COCO_train2014_%1$012d.jpg";

  @TempDir private Path folder;
  private final RunningStack stack;

  ImportKillIT(RunningStack stack) {
    this.stack = stack;
  }

  @Test
  void everyPairBecomesOneTrainingPair() throws Exception {
    // given: images of a megabyte, so that a transaction holds a few of them only
    for (int pair = 1; pair <= PAIRS; pair++) {
      noise(folder.resolve(PICTURE.formatted(pair)), pair);
    }
    Path annotations = annotations();
    List<String> arguments =
        List.of("import", "coco14", annotations.toString(), "--image-folder", folder.toString());
    try (KafkaUser user = new KafkaUser(stack.bootstrapServers(), stack.registryUrl());
        KafkaConsumer<String, byte[]> sent = user.reader("image-text-pairs");
        KafkaConsumer<String, byte[]> curated = user.reader("training-pairs", "rejected-pairs")) {
      Map<String, Integer> pairs = new HashMap<>();
      Map<String, Integer> verdicts = new HashMap<>();

      // when
      Process killed = stack.start(arguments);
      await()
          .atMost(Duration.ofMinutes(1))
          .pollInterval(Duration.ofMillis(20))
          .until(
              () -> {
                count(sent, pairs);
                return !pairs.isEmpty();
              });
      killed.destroyForcibly().waitFor();
      String told = stack.run(arguments.toArray(String[]::new));

      // then
      assertThat(told).contains("pairs of coco14/train").contains("were there");
      assertThat(told).as("killed in the middle").doesNotContain("sent 0 pairs");
      Map<String, Integer> once = new HashMap<>();
      IntStream.rangeClosed(1, PAIRS)
          .forEach(i -> once.put("training-pairs " + ID + "%012d".formatted(i), 1));
      await()
          .atMost(Duration.ofMinutes(2))
          .until(
              () -> {
                count(curated, verdicts);
                return verdicts.size() >= PAIRS;
              });
      await()
          .during(Duration.ofSeconds(3))
          .atMost(Duration.ofSeconds(10))
          .until(
              () -> {
                count(curated, verdicts);
                return verdicts.equals(once);
              });
    }
  }

  private static void count(KafkaConsumer<String, byte[]> consumer, Map<String, Integer> counts) {
    KafkaUser.poll(
        consumer,
        record -> {
          if (record.key().startsWith(ID)) {
            counts.merge(record.topic() + " " + record.key(), 1, Integer::sum);
          }
        });
  }

  private static void noise(Path file, int seed) throws IOException {
    Random random = new Random(seed);
    BufferedImage image = new BufferedImage(600, 600, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 600 * 600; i++) {
      image.setRGB(i % 600, i / 600, random.nextInt(1 << 24));
    }
    ImageIO.write(image, "png", file.toFile());
  }

  private Path annotations() throws IOException {
    return Files.writeString(
        folder.resolve("captions_train2014.json"),
        "{\"images\": [%s], \"annotations\": [%s]}"
            .formatted(
                each("{\"id\": %1$d, \"file_name\": \"" + PICTURE + "\"}"),
                each("{\"id\": %1$d, \"image_id\": %1$d, \"caption\": \"noise no. %1$d\"}")));
  }

  private static String each(String entry) {
    return IntStream.rangeClosed(1, PAIRS)
        .mapToObj(entry::formatted)
        .collect(Collectors.joining(", "));
  }
}
