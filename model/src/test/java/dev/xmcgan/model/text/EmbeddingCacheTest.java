package dev.xmcgan.model.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.model.config.Pooling;
import org.junit.jupiter.api.Test;

class EmbeddingCacheTest {
  /** 10 floats. */
  private static final CaptionEmbedding EMBEDDING =
      new CaptionEmbedding(new float[8], new float[2], 4);

  @Test
  void leastRecentlyUsedLeavesWhenTheBytesAreUsedUp() {
    // given
    EmbeddingCache cache = new EmbeddingCache(2 * EMBEDDING.bytes());
    cache.put(key("first"), EMBEDDING);
    cache.put(key("second"), EMBEDDING);
    assertThat(cache.get(key("first"))).isPresent();

    // when
    cache.put(key("third"), EMBEDDING);

    // then
    assertThat(cache.get(key("second"))).isEmpty();
    assertThat(cache.get(key("first"))).isPresent();
    assertThat(cache.get(key("third"))).isPresent();
    assertThat(cache.size()).isEqualTo(2);
    assertThat(cache.hits()).isEqualTo(3);
    assertThat(cache.misses()).isEqualTo(1);
  }

  @Test
  void samePutTwiceCountsItsBytesOnce() {
    // given
    EmbeddingCache cache = new EmbeddingCache(2 * EMBEDDING.bytes());

    // when
    cache.put(key("first"), EMBEDDING);
    cache.put(key("first"), EMBEDDING);
    cache.put(key("second"), EMBEDDING);

    // then
    assertThat(cache.size()).isEqualTo(2);
  }

  @Test
  void cacheWithoutBytesKeepsNothing() {
    // given
    EmbeddingCache cache = new EmbeddingCache(0);

    // when
    cache.put(key("first"), EMBEDDING);

    // then
    assertThat(cache.size()).isZero();
  }

  @Test
  void lengthLimitAndPoolingArePartOfTheKey() {
    // given
    EmbeddingCache cache = new EmbeddingCache(1 << 20);
    cache.put(new EmbeddingCache.Key("a", 17, Pooling.OFFICIAL), EMBEDDING);

    // then
    assertThat(cache.get(new EmbeddingCache.Key("a", 32, Pooling.OFFICIAL))).isEmpty();
    assertThat(cache.get(new EmbeddingCache.Key("a", 17, Pooling.MASKED_MEAN))).isEmpty();
    assertThat(cache.get(new EmbeddingCache.Key("a", 17, Pooling.OFFICIAL))).isPresent();
  }

  private static EmbeddingCache.Key key(String caption) {
    return new EmbeddingCache.Key(caption, 32, Pooling.MASKED_MEAN);
  }
}
