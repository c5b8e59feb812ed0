package dev.xmcgan.model.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.xmcgan.model.config.Pooling;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddingFileTest {
  private static final int WIDTH = 4;
  private static final int CAPACITY = 1_000;

  @TempDir Path directory;

  @Test
  void theNewestComeBackAsTheyWereAndTheFileStaysShort() throws Exception {
    // given
    Random random = new Random(5);
    int[] lengths = random.ints(200, 1, 9).toArray();
    try (EmbeddingFile file = new EmbeddingFile(channel(), CAPACITY)) {
      for (int i = 0; i < lengths.length; i++) {
        // when
        file.put(key(i), embedding(i, lengths[i]));

        // then: those of which the ring has room surely, in half precision
        for (int back = 0; back < 5 && back <= i; back++) {
          CaptionEmbedding found = file.get(key(i - back)).orElseThrow();
          CaptionEmbedding expected = embedding(i - back, lengths[i - back]).inHalfPrecision();
          assertThat(found.words()).isEqualTo(expected.words());
          assertThat(found.sentence()).isEqualTo(expected.sentence());
          assertThat(found.length()).isEqualTo(lengths[i - back]);
        }
      }
      assertThat(file.get(key(0))).isEmpty();
      assertThat(Files.size(directory.resolve("file"))).isLessThanOrEqualTo(CAPACITY);
    }
  }

  @Test
  void halfPrecisionIsNearAndStaysAsItIs() {
    // given
    CaptionEmbedding embedding = embedding(7, 8);

    // when
    CaptionEmbedding half = embedding.inHalfPrecision();

    // then
    assertThat(half.inHalfPrecision().words()).isEqualTo(half.words());
    for (int i = 0; i < half.words().length; i++) {
      float value = embedding.words()[i];
      assertThat(half.words()[i]).isCloseTo(value, within(Math.abs(value) / 1000 + 1e-7f));
    }
  }

  @Test
  void whatIsLargerThanTheFileIsNotKept() throws Exception {
    try (EmbeddingFile file = new EmbeddingFile(channel(), 10)) {
      file.put(key(1), embedding(1, 3));
      assertThat(file.get(key(1))).isEmpty();
    }
  }

  @Test
  void theCacheReadsWhatFellOutOfMemoryFromTheFile() throws Exception {
    // given: memory for one
    CaptionEmbedding first = embedding(1, 3);
    try (EmbeddingCache cache =
        new EmbeddingCache(first.bytes(), Optional.of(new EmbeddingFile(channel(), CAPACITY)))) {
      CaptionEmbedding put = cache.put(key(1), first);
      cache.put(key(2), embedding(2, 3));
      assertThat(cache.size()).isEqualTo(1);

      // then
      assertThat(cache.get(key(1)).orElseThrow().words()).isEqualTo(put.words());
      assertThat(cache.hits()).isEqualTo(1);
      assertThat(cache.misses()).isZero();
    }
  }

  @Test
  void withoutItsFileTheCacheGoesOn() throws Exception {
    // given
    FileChannel channel = channel();
    EmbeddingCache cache =
        new EmbeddingCache(1 << 20, Optional.of(new EmbeddingFile(channel, CAPACITY)));
    channel.close();

    // when
    cache.put(key(1), embedding(1, 3));

    // then
    assertThat(cache.get(key(1))).isPresent();
    assertThat(cache.get(key(2))).isEmpty();
  }

  private FileChannel channel() throws Exception {
    return FileChannel.open(
        directory.resolve("file"),
        StandardOpenOption.CREATE,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE);
  }

  private static EmbeddingCache.Key key(int number) {
    return new EmbeddingCache.Key("caption " + number, 17, Pooling.MASKED_MEAN);
  }

  private static CaptionEmbedding embedding(int seed, int length) {
    Random random = new Random(seed);
    float[] words = new float[length * WIDTH];
    float[] sentence = new float[WIDTH];
    for (int i = 0; i < words.length; i++) {
      words[i] = (float) random.nextGaussian();
    }
    for (int i = 0; i < WIDTH; i++) {
      sentence[i] = (float) random.nextGaussian();
    }
    return new CaptionEmbedding(words, sentence, length);
  }
}
