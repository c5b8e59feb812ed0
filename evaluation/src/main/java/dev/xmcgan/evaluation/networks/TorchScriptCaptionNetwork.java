package dev.xmcgan.evaluation.networks;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.evaluation.scores.SourceHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The text side of an image–text model, such as CLIP's: a TorchScript file {@code (B,T) token ids
 * (int64) → (B,D)} and the {@code tokenizer.json} it goes with. Captions are cut to T tokens, the
 * last of which stays the last, and filled up with zeros, as CLIP has it.
 */
public final class TorchScriptCaptionNetwork implements CaptionFeatureNetwork {
  private final String id;
  private final int length;
  private final TorchScriptFile file;
  private final HuggingFaceTokenizer tokenizer;

  private TorchScriptCaptionNetwork(
      String id, int length, TorchScriptFile file, HuggingFaceTokenizer tokenizer) {
    this.id = id;
    this.length = length;
    this.file = file;
    this.tokenizer = tokenizer;
  }

  /**
   * Loads both files.
   *
   * @param length T, tokens of a caption; 77 for CLIP
   * @throws IOException naming the file that cannot be read or is none of its kind
   */
  public static TorchScriptCaptionNetwork load(Path network, Path tokenizer, int length)
      throws IOException {
    if (length < 2) {
      throw new IllegalArgumentException("captions have 2 tokens or more, not " + length);
    }
    String hash = SourceHash.of(Files.readAllBytes(tokenizer));
    HuggingFaceTokenizer words = tokenizer(tokenizer);
    try {
      TorchScriptFile file = TorchScriptFile.load(network);
      String id = String.format(Locale.ROOT, "torchscript:%s/%s/%d", file.hash(), hash, length);
      return new TorchScriptCaptionNetwork(id, length, file, words);
    } catch (IOException e) {
      words.close();
      throw e;
    }
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public float[][] embed(List<String> captions) {
    if (captions.isEmpty()) {
      return new float[0][];
    }
    long[] ids = new long[captions.size() * length];
    for (int i = 0; i < captions.size(); i++) {
      long[] tokens = tokenizer.encode(captions.get(i)).getIds();
      int kept = Math.min(tokens.length, length);
      System.arraycopy(tokens, 0, ids, i * length, kept);
      if (tokens.length > length) {
        ids[(i + 1) * length - 1] = tokens[tokens.length - 1];
      }
    }
    try (NDManager scope = file.manager().newSubManager()) {
      NDArray input = scope.create(ids, new Shape(captions.size(), length)); // (B,T)
      return TorchScriptFile.rows(TorchScriptFile.output(file.pass(input, scope), 0));
    }
  }

  @Override
  public void close() {
    file.close();
    tokenizer.close();
  }

  private static HuggingFaceTokenizer tokenizer(Path file) throws IOException {
    try {
      // cutting and padding are ours: the file's own settings are for another use
      return HuggingFaceTokenizer.builder()
          .optTokenizerPath(file)
          .optAddSpecialTokens(true)
          .optTruncation(false)
          .optPadding(false)
          .build();
    } catch (RuntimeException e) {
      throw new IOException(file + " is no tokeniser description", e);
    }
  }
}
