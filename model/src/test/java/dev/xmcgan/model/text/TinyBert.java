package dev.xmcgan.model.text;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.checkpoint.SafeTensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Writes a text encoder directory with a random BERT of two layers, 8 wide, and two heads. */
final class TinyBert {
  static final int WIDTH = 8;
  static final int POSITIONS = 24;
  private static final int INNER = 12;
  private static final int VOCABULARY = 30_522;

  private TinyBert() {}

  static Path write(Path directory, String prefix) throws IOException {
    Files.createDirectories(directory);
    Files.copy(MiniLm.directory().resolve("tokenizer.json"), directory.resolve("tokenizer.json"));
    Files.writeString(directory.resolve("config.json"), config("gelu"));
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      Map<String, NDArray> weights = new LinkedHashMap<>();
      shapes().forEach((name, shape) -> weights.put(prefix + name, random(manager, name, shape)));
      SafeTensors.write(directory.resolve("model.safetensors"), weights);
    }
    return directory;
  }

  static String config(String activation) {
    return """
        {"model_type": "bert", "hidden_act": "%s", "hidden_size": %d, "intermediate_size": %d,
         "num_hidden_layers": 2, "num_attention_heads": 2, "max_position_embeddings": %d,
         "type_vocab_size": 2, "vocab_size": %d, "pad_token_id": 0, "layer_norm_eps": 1e-12}
        """
        .formatted(activation, WIDTH, INNER, POSITIONS, VOCABULARY);
  }

  private static Map<String, Shape> shapes() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    shapes.put("embeddings.word_embeddings.weight", new Shape(VOCABULARY, WIDTH));
    shapes.put("embeddings.position_embeddings.weight", new Shape(POSITIONS, WIDTH));
    shapes.put("embeddings.token_type_embeddings.weight", new Shape(2, WIDTH));
    norm(shapes, "embeddings");
    for (int i = 0; i < 2; i++) {
      String layer = "encoder.layer." + i;
      for (String part : new String[] {"self.query", "self.key", "self.value", "output.dense"}) {
        linear(shapes, layer + ".attention." + part, WIDTH, WIDTH);
      }
      norm(shapes, layer + ".attention.output");
      linear(shapes, layer + ".intermediate.dense", INNER, WIDTH);
      linear(shapes, layer + ".output.dense", WIDTH, INNER);
      norm(shapes, layer + ".output");
    }
    return shapes;
  }

  private static void linear(Map<String, Shape> shapes, String name, int out, int in) {
    shapes.put(name + ".weight", new Shape(out, in));
    shapes.put(name + ".bias", new Shape(out));
  }

  private static void norm(Map<String, Shape> shapes, String name) {
    shapes.put(name + ".LayerNorm.weight", new Shape(WIDTH));
    shapes.put(name + ".LayerNorm.bias", new Shape(WIDTH));
  }

  private static NDArray random(NDManager manager, String name, Shape shape) {
    Random random = new Random(name.hashCode());
    float[] values = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * 0.5);
    }
    return manager.create(values, shape);
  }
}
