package dev.xmcgan.model.text;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.xmcgan.model.config.Pooling;
import dev.xmcgan.safetensors.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Encodes captions as embeddings with a frozen BERT, read from any directory in the Hugging Face
 * layout: {@code config.json}, {@code tokenizer.json}, {@code model.safetensors}.
 *
 * <p>As in the paper, word embeddings are BERT's last hidden states, the sentence embedding their
 * pool. An embedding has the same bits whatever other captions are asked for beside it. The
 * embeddings last used are kept on the heap. Safe for use by several threads.
 */
public final class TextEncoder implements AutoCloseable {
  private static final String CONFIG = "config.json";
  private static final String TOKENIZER = "tokenizer.json";
  private static final String WEIGHTS = "model.safetensors";
  private static final long DEFAULT_CACHE_BYTES = 64L << 20;
  private static final int ID_HASH_DIGITS = 12;

  /** Captions read in one go: more are no quicker and take more memory. */
  private static final int MOST_TOGETHER = 32;

  /** [CLS], one word, [SEP]. */
  private static final int FEWEST_WORDS = 3;

  private final String id;
  private final BertConfig config;
  private final CaptionTokenizer tokenizer;
  private final BertModel model;
  private final EmbeddingCache cache;

  private TextEncoder(
      String id,
      BertConfig config,
      CaptionTokenizer tokenizer,
      BertModel model,
      EmbeddingCache cache) {
    this.id = id;
    this.config = config;
    this.tokenizer = tokenizer;
    this.model = model;
    this.cache = cache;
  }

  /**
   * Loads a text encoder with a cache of 64 MiB.
   *
   * @throws TextEncoderException naming the file that is missing or does not fit
   */
  public static TextEncoder load(Path directory, Device device) throws IOException {
    return load(directory, device, DEFAULT_CACHE_BYTES);
  }

  /**
   * Loads a text encoder.
   *
   * @param cacheBytes heap for embeddings of captions already seen; 0 keeps none
   * @throws TextEncoderException naming the file that is missing or does not fit
   */
  public static TextEncoder load(Path directory, Device device, long cacheBytes)
      throws IOException {
    return load(directory, device, new EmbeddingCache(cacheBytes));
  }

  /** Loads one as above with a file for more embeddings, which is closed with the encoder. */
  public static TextEncoder load(Path directory, Device device, EmbeddingFile file)
      throws IOException {
    return load(directory, device, new EmbeddingCache(DEFAULT_CACHE_BYTES, Optional.of(file)));
  }

  private static TextEncoder load(Path directory, Device device, EmbeddingCache cache)
      throws IOException {
    for (String name : List.of(CONFIG, TOKENIZER, WEIGHTS)) {
      if (!Files.isRegularFile(directory.resolve(name))) {
        throw new TextEncoderException(directory.resolve(name), "no such file");
      }
    }
    BertConfig config = BertConfig.read(directory.resolve(CONFIG));
    String id = id(directory);
    CaptionTokenizer tokenizer = CaptionTokenizer.load(directory.resolve(TOKENIZER));
    BertModel model = null;
    try {
      model = BertModel.load(config, directory.resolve(WEIGHTS), device);
    } finally {
      if (model == null) {
        tokenizer.close();
      }
    }
    return new TextEncoder(id, config, tokenizer, model, cache);
  }

  /** Directory name, {@code @}, and the first 12 hex digits of the SHA-256 of the weights. */
  public String id() {
    return id;
  }

  /** Width E of words and sentences. */
  public int width() {
    return config.width();
  }

  /** How many captions were answered from the cache so far. */
  public long cacheHits() {
    return cache.hits();
  }

  /** How many captions had to go through BERT so far. */
  public long cacheMisses() {
    return cache.misses();
  }

  /**
   * Embeds captions; each is cut to {@code maxWords} tokens with [CLS] and [SEP] counted.
   *
   * @param manager owner of the result
   * @param pooling masked-mean: T is the longest caption's length, the sentence the mean over real
   *     tokens; official: T is {@code maxWords}, the sentence the sum over all T rows, padding
   *     included, divided by the true length
   * @return words {@code (B, T, E)}, sentences {@code (B, E)}, lengths
   * @throws IllegalArgumentException when a caption is blank, there is none, or {@code maxWords} is
   *     below 3 or beyond what the BERT's position embeddings reach
   */
  public TextBatch encode(NDManager manager, List<String> captions, int maxWords, Pooling pooling) {
    return encodeMixes(manager, captions.stream().map(CaptionMix::of).toList(), maxWords, pooling);
  }

  /**
   * As {@link #encode}, of captions and what lies between two: their words, token by token, and
   * their sentences are mixed linearly. A mix is as long as the longer of its captions; of the
   * shorter one the missing tokens are zero vectors, which are not masked.
   */
  public TextBatch encodeMixes(
      NDManager manager, List<CaptionMix> captions, int maxWords, Pooling pooling) {
    if (maxWords < FEWEST_WORDS || maxWords > config.positions()) {
      throw new IllegalArgumentException(
          "maxWords must be between %d and %d, is %d"
              .formatted(FEWEST_WORDS, config.positions(), maxWords));
    }
    if (captions.isEmpty()) {
      throw new IllegalArgumentException("no captions to encode");
    }
    for (int i = 0; i < captions.size(); i++) {
      if (captions.get(i).caption().isBlank() || captions.get(i).other().isBlank()) {
        throw new IllegalArgumentException("caption " + i + " is blank");
      }
    }
    List<EmbeddingCache.Key> keys =
        captions.stream()
            .flatMap(mix -> Stream.of(mix.caption(), mix.other()))
            .map(caption -> new EmbeddingCache.Key(caption, maxWords, pooling))
            .toList();
    List<CaptionEmbedding> ends = embeddings(keys);
    List<CaptionEmbedding> mixed = new ArrayList<>();
    for (int i = 0; i < captions.size(); i++) {
      mixed.add(ends.get(2 * i).towards(ends.get(2 * i + 1), captions.get(i).share()));
    }
    return CaptionEmbedding.batch(manager, mixed);
  }

  /**
   * The tokens that {@link #encode} makes of a caption, as text: {@code [CLS]}, word pieces, {@code
   * [SEP]}, at most {@code maxWords} in all.
   */
  public List<String> tokens(String caption, int maxWords) {
    return tokenizer.pieces(caption, maxWords);
  }

  /** How much of a caption {@link #encode} reads. */
  public ReadCaption read(String caption, int maxWords) {
    return tokenizer.read(caption, maxWords);
  }

  private List<CaptionEmbedding> embeddings(List<EmbeddingCache.Key> keys) {
    Map<EmbeddingCache.Key, CaptionEmbedding> known = new HashMap<>();
    List<EmbeddingCache.Key> unknown = new ArrayList<>();
    for (EmbeddingCache.Key key : new LinkedHashSet<>(keys)) {
      cache
          .get(key)
          .ifPresentOrElse(embedding -> known.put(key, embedding), () -> unknown.add(key));
    }
    for (int from = 0; from < unknown.size(); from += MOST_TOGETHER) {
      int to = Math.min(unknown.size(), from + MOST_TOGETHER);
      compute(unknown.subList(from, to), known);
    }
    return keys.stream().map(known::get).toList();
  }

  private void compute(
      List<EmbeddingCache.Key> keys, Map<EmbeddingCache.Key, CaptionEmbedding> known) {
    List<TokenSequence> sequences = keys.stream().map(this::sequence).toList();
    List<float[]> words = model.lastHiddenStates(sequences);
    for (int i = 0; i < keys.size(); i++) {
      int length = sequences.get(i).length();
      CaptionEmbedding embedding = CaptionEmbedding.of(words.get(i), length, config.width());
      known.put(keys.get(i), cache.put(keys.get(i), embedding));
    }
  }

  private TokenSequence sequence(EmbeddingCache.Key key) {
    long[] tokens = tokenizer.tokens(key.caption(), key.maxWords());
    int length = tokens.length;
    if (key.pooling() == Pooling.OFFICIAL) {
      tokens = Arrays.copyOf(tokens, key.maxWords());
      Arrays.fill(tokens, length, tokens.length, config.paddingToken());
    }
    return new TokenSequence(tokens, length);
  }

  private static String id(Path directory) throws IOException {
    Path name = directory.toAbsolutePath().normalize().getFileName();
    return name + "@" + Sha256.of(directory.resolve(WEIGHTS), ID_HASH_DIGITS);
  }

  @Override
  public void close() {
    model.close();
    tokenizer.close();
    cache.close();
  }
}
