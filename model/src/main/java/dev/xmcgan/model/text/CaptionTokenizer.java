package dev.xmcgan.model.text;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Splits a caption into token ids, [CLS] first and [SEP] last, as {@code tokenizer.json} says. */
final class CaptionTokenizer implements AutoCloseable {
  private final HuggingFaceTokenizer tokenizer;

  private CaptionTokenizer(HuggingFaceTokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  static CaptionTokenizer load(Path file) throws IOException {
    try {
      // cutting and padding are ours: the file's own settings are for another use
      return new CaptionTokenizer(
          HuggingFaceTokenizer.builder()
              .optTokenizerPath(file)
              .optAddSpecialTokens(true)
              .optTruncation(false)
              .optPadding(false)
              .build());
    } catch (RuntimeException e) {
      throw new TextEncoderException(file, "is not a tokeniser description", e);
    }
  }

  /** At most {@code maxWords} ids; a longer caption is cut and still ends in [SEP]. */
  long[] tokens(String caption, int maxWords) {
    long[] ids = tokenizer.encode(caption).getIds();
    if (ids.length <= maxWords) {
      return ids;
    }
    long[] cut = Arrays.copyOf(ids, maxWords);
    cut[maxWords - 1] = ids[ids.length - 1];
    return cut;
  }

  /** The same tokens as text. */
  List<String> pieces(String caption, int maxWords) {
    String[] pieces = tokenizer.encode(caption).getTokens();
    if (pieces.length <= maxWords) {
      return List.of(pieces);
    }
    String[] cut = Arrays.copyOf(pieces, maxWords);
    cut[maxWords - 1] = pieces[pieces.length - 1];
    return List.of(cut);
  }

  /** How much of a caption {@link #tokens} keeps; [CLS] and [SEP] are not counted. */
  ReadCaption read(String caption, int maxWords) {
    Encoding encoding = tokenizer.encode(caption);
    int given = encoding.getIds().length - 2;
    int read = Math.min(given, maxWords - 2);
    if (read == given) {
      return new ReadCaption(given, read, caption);
    }
    // places are counted in code points
    int end = caption.offsetByCodePoints(0, encoding.getCharTokenSpans()[read].getEnd());
    return new ReadCaption(given, read, caption.substring(0, end));
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
