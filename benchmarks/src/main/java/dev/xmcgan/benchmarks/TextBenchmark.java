package dev.xmcgan.benchmarks;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.xmcgan.model.config.Pooling;
import dev.xmcgan.model.text.TextEncoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Measures the text encoder on captions it has not seen: nothing comes from its cache. */
public final class TextBenchmark {
  private static final double MILLIS = 1e3;

  /** Makes the cache forget a caption before it could come again. */
  private static final long NO_CACHE = 1;

  private TextBenchmark() {}

  /**
   * Times one batch of captions of equal length.
   *
   * @param words T, [CLS] and [SEP] counted
   */
  public static void run(
      Path directory,
      Device device,
      int batch,
      int words,
      int threads,
      Stopwatch stopwatch,
      Consumer<Figure> out)
      throws IOException {
    try (TextEncoder encoder = TextEncoder.load(directory, device, NO_CACHE);
        NDManager manager = NDManager.newBaseManager(device)) {
      List<String> captions = new ArrayList<>();
      for (int i = 0; i < batch; i++) {
        captions.add("a ".repeat(words - 2).strip());
      }
      int[] round = {0};
      Stopwatch.Times times =
          stopwatch.time(
              () -> {
                int now = round[0]++;
                List<String> fresh = new ArrayList<>();
                for (int i = 0; i < batch; i++) {
                  fresh.add(captions.get(i).substring(4) + " " + letter(now) + " " + letter(i));
                }
                try (NDManager scope = manager.newSubManager()) {
                  encoder
                      .encode(scope, fresh, words, Pooling.MASKED_MEAN)
                      .sentence()
                      .getFloat(0, 0);
                }
              });
      out.accept(
          new Figure(
              "bert",
              times.cpuMillis(),
              times.wallMillis(),
              batch / (times.wallMillis() / MILLIS),
              0,
              0,
              0,
              0,
              0,
              batch,
              encoder.width(),
              words,
              threads,
              "float32"));
    }
  }

  private static char letter(int number) {
    return (char) ('a' + number % 26);
  }
}
