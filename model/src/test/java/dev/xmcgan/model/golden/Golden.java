package dev.xmcgan.model.golden;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.util.JsonUtils;
import dev.xmcgan.model.config.ModelConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One golden file: its tensors by name and its metadata. Files are looked for in the directory that
 * the system property {@code xmcgan.golden} names, else among the test resources.
 *
 * @param tensors every tensor under its name, attached to the manager given to {@link #load}
 * @param metadata hyperparameters and dimensions as the file states them
 */
public record Golden(Map<String, NDArray> tensors, Map<String, String> metadata) {

  private static final int HEADER_LENGTH_BYTES = 8;

  /**
   * Reads a file such as {@code losses.safetensors}. It is decoded apart from the code under test,
   * so that a fault there cannot hide itself.
   */
  public static Golden load(String fileName, NDManager manager) throws IOException {
    byte[] bytes = Files.readAllBytes(file(fileName));
    long headerLength = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    String header =
        new String(
            bytes, HEADER_LENGTH_BYTES, Math.toIntExact(headerLength), StandardCharsets.UTF_8);

    Map<String, String> metadata = new LinkedHashMap<>();
    Map<?, ?> entries = JsonUtils.GSON.fromJson(header, Map.class);
    if (entries.get("__metadata__") instanceof Map<?, ?> pairs) {
      pairs.forEach((key, value) -> metadata.put(key.toString(), value.toString()));
    }

    Map<String, NDArray> tensors = new LinkedHashMap<>();
    for (NDArray tensor : NDList.decode(manager, new ByteArrayInputStream(bytes))) {
      tensors.put(tensor.getName(), tensor);
    }
    return new Golden(tensors, metadata);
  }

  /** Where a golden file lies. */
  public static Path file(String fileName) {
    return directory().resolve(fileName);
  }

  /** The tensor of that name; fails with the name when the file has none. */
  public NDArray tensor(String name) {
    NDArray tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("the golden file has no tensor named " + name);
    }
    return tensor;
  }

  /** All tensors whose names start with the prefix, under what is left of their names. */
  public Map<String, NDArray> under(String prefix) {
    Map<String, NDArray> found = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          if (name.startsWith(prefix)) {
            found.put(name.substring(prefix.length()), tensor);
          }
        });
    return found;
  }

  /** The metadata value of that key as a whole number. */
  public int number(String key) {
    return Integer.parseInt(text(key));
  }

  /** The official preset of the file's image size, for the channels of its blocks. */
  public ModelConfig preset() {
    int size = number("image_size");
    return Stream.of(ModelConfig.official128(), ModelConfig.official256())
        .filter(preset -> preset.imageSize() == size)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no official preset has " + size));
  }

  /** The metadata value of that key as a number. */
  public double decimal(String key) {
    return Double.parseDouble(text(key));
  }

  /** The numbers of the cases of a kind, such as {@code word}: tensors {@code in/word.0/…}. */
  public static IntStream cases(String fileName, String kind) throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      String prefix = "in/" + kind + ".";
      return load(fileName, manager).under(prefix).keySet().stream()
          .mapToInt(name -> Integer.parseInt(name.substring(0, name.indexOf('/'))))
          .sorted()
          .distinct();
    }
  }

  /** The metadata value of that key; fails with the key when there is none. */
  public String text(String key) {
    String value = metadata.get(key);
    if (value == null) {
      throw new IllegalArgumentException("the golden file has no metadata " + key);
    }
    return value;
  }

  /**
   * Asserts that the largest error is at most {@code tolerance} times the largest magnitude of the
   * expected tensor, and prints both.
   */
  public static void assertClose(String name, NDArray actual, NDArray expected, double tolerance) {
    double scale = largestMagnitude(expected);
    double error = largestError(name, actual, expected);
    double relative = scale == 0 ? error : error / scale;
    LargestErrors.sawRelative(name, relative);
    System.out.printf("%-60s error %.2e of max %.3g (%.2e)%n", name, relative, scale, error);
    assertThat(relative).as("%s: error as a share of max %s", name, scale).isLessThan(tolerance);
  }

  /** Asserts that no element is further than {@code tolerance} from its expected value. */
  public static void assertCloseAbsolute(
      String name, NDArray actual, NDArray expected, double tolerance) {
    double error = largestError(name, actual, expected);
    LargestErrors.sawAbsolute(name, error);
    System.out.printf("%-60s error %.2e absolute%n", name, error);
    assertThat(error).as("%s: largest absolute error", name).isLessThan(tolerance);
  }

  /** The largest absolute difference; NaN anywhere in either gives infinity. */
  public static double largestError(String name, NDArray actual, NDArray expected) {
    assertThat(actual.getShape()).as("shape of %s", name).isEqualTo(expected.getShape());
    double[] left = values(actual);
    double[] right = values(expected);
    double largest = 0;
    for (int i = 0; i < left.length; i++) {
      double difference = Math.abs(left[i] - right[i]);
      largest = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(largest, difference);
    }
    return largest;
  }

  private static double largestMagnitude(NDArray tensor) {
    double largest = 0;
    for (double value : values(tensor)) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  private static double[] values(NDArray tensor) {
    try (NDArray copy = tensor.toType(DataType.FLOAT64, true)) {
      return copy.toDoubleArray();
    }
  }

  private static Path directory() {
    String configured = System.getProperty("xmcgan.golden");
    if (configured != null && !configured.isBlank()) {
      return Path.of(configured);
    }
    URL resources = Golden.class.getResource("/golden");
    if (resources == null) {
      throw new IllegalStateException("no golden directory among the test resources");
    }
    try {
      return Path.of(resources.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("unreadable resource location " + resources, e);
    }
  }
}
