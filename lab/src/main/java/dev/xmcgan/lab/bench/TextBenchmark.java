package dev.xmcgan.lab.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.xmcgan.lab.bench.figures.FigureLine;
import dev.xmcgan.model.config.Pooling;
import dev.xmcgan.model.text.TextEncoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Measures the text encoder without its cache. */
public final class TextBenchmark {
  private static final double MILLIS = 1e3;

  private static final long NO_CACHE = 0;
  private static final int LETTERS = 26;
  private static final int MOST_CAPTIONS = LETTERS * LETTERS;

  /** [CLS], two letters that tell captions apart, [SEP]. */
  private static final int FEWEST_WORDS = 4;

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
      Consumer<FigureLine> out)
      throws IOException {
    try (TextEncoder encoder = TextEncoder.load(directory, device, NO_CACHE);
        NDManager manager = NDManager.newBaseManager(device)) {
      List<String> captions = captions(batch, words);
      Stopwatch.Times times =
          stopwatch.time(
              () -> {
                try (NDManager scope = manager.newSubManager()) {
                  encoder
                      .encode(scope, captions, words, Pooling.MASKED_MEAN)
                      .sentence()
                      .getFloat(0, 0);
                }
              });
      out.accept(
          new FigureLine("bert")
              .with("cpu_ms", times.cpuMillis())
              .with("wall_ms", times.wallMillis())
              .with("captions_per_s", batch / (times.wallMillis() / MILLIS))
              .with("batch", batch)
              .with("text_width", encoder.width())
              .with("words", words)
              .with("threads", threads));
    }
  }

  /** Captions that differ, for equal ones are read once; every letter is a token. */
  private static List<String> captions(int batch, int words) {
    if (words < FEWEST_WORDS || batch > MOST_CAPTIONS) {
      throw new IllegalArgumentException(
          "words must be at least %d and batch at most %d, not %d and %d"
              .formatted(FEWEST_WORDS, MOST_CAPTIONS, words, batch));
    }
    List<String> captions = new ArrayList<>();
    for (int i = 0; i < batch; i++) {
      captions.add("a ".repeat(words - FEWEST_WORDS) + letter(i / LETTERS) + " " + letter(i));
    }
    return captions;
  }

  private static char letter(int number) {
    return (char) ('a' + number % LETTERS);
  }
}
