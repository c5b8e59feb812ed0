package dev.xmcgan.model.text;

import ai.djl.util.JsonUtils;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The sizes of a BERT, as the {@code config.json} of its directory gives them.
 *
 * @param width hidden size E
 * @param layers number of encoder layers
 * @param heads attention heads of each layer; they divide the width
 * @param innerWidth width of the feed-forward layer
 * @param positions longest sequence the position embeddings reach
 * @param vocabulary number of tokens
 * @param paddingToken id of the padding token
 * @param epsilon of the layer norms
 */
record BertConfig(
    int width,
    int layers,
    int heads,
    int innerWidth,
    int positions,
    int vocabulary,
    int paddingToken,
    double epsilon) {

  BertConfig {
    if (heads <= 0 || width % heads != 0) {
      throw new IllegalArgumentException(
          "hidden_size " + width + " cannot be split among num_attention_heads " + heads);
    }
  }

  static BertConfig read(Path file) throws IOException {
    Map<?, ?> values;
    try {
      values = JsonUtils.GSON.fromJson(Files.readString(file), Map.class);
    } catch (JsonParseException e) {
      throw new TextEncoderException(file, "is not JSON", e);
    }
    if (values == null) {
      throw new TextEncoderException(file, "is empty");
    }
    expect(file, values, "model_type", "bert");
    expect(file, values, "hidden_act", "gelu");
    expect(file, values, "position_embedding_type", "absolute");
    try {
      return new BertConfig(
          positive(values, "hidden_size"),
          positive(values, "num_hidden_layers"),
          positive(values, "num_attention_heads"),
          positive(values, "intermediate_size"),
          positive(values, "max_position_embeddings"),
          positive(values, "vocab_size"),
          values.get("pad_token_id") instanceof Number id ? id.intValue() : 0,
          values.get("layer_norm_eps") instanceof Number epsilon ? epsilon.doubleValue() : 1e-12);
    } catch (IllegalArgumentException e) {
      throw new TextEncoderException(file, e.getMessage(), e);
    }
  }

  /** What we do not compute is refused; an absent key means the one value that BERT had first. */
  private static void expect(Path file, Map<?, ?> values, String key, String only)
      throws TextEncoderException {
    Object value = values.get(key);
    if (value != null && !value.equals(only)) {
      throw new TextEncoderException(
          file, "%s is \"%s\", only \"%s\" is supported".formatted(key, value, only));
    }
  }

  private static int positive(Map<?, ?> values, String key) {
    if (values.get(key) instanceof Number number && number.intValue() > 0) {
      return number.intValue();
    }
    throw new IllegalArgumentException(key + " must be a positive number, is " + values.get(key));
  }
}
