package dev.xmcgan.evaluation.study;

import dev.xmcgan.model.layers.CounterRandom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Writes a study: for each rater a page {@code rater-N.html} to answer on and a sheet {@code
 * rater-N.csv} with the same in empty columns; the images under names that tell nothing; and {@code
 * key.csv}, which says what was where and stays with the people who run the study. Every rater sees
 * items and systems in an order of their own.
 */
public final class StudySheets {

  private static final long ITEM_STREAM = 1;
  private static final long IMAGE_STREAM = 2;
  private static final long RATER_STREAM = 3;

  private final StudyOptions options;

  public StudySheets(StudyOptions options) {
    this.options = options;
  }

  /**
   * Writes everything into a directory, which is made when it is not there.
   *
   * @param items at least as many as the study's captions; which are taken is drawn by seed
   * @throws IllegalArgumentException when there are too few, an id comes twice or an image is
   *     missing
   */
  public void write(Path directory, List<StudyItem> items) throws IOException {
    requireComplete(items);
    List<StudyItem> chosen =
        BlindOrder.shuffled(items, CounterRandom.stream(options.seed(), ITEM_STREAM))
            .subList(0, options.captions());
    Map<String, String> names = writeImages(directory, chosen);
    List<String> key = new ArrayList<>(List.of("rater,item," + letters()));
    for (int rater = 1; rater <= options.raters(); rater++) {
      long stream = CounterRandom.stream(CounterRandom.stream(options.seed(), RATER_STREAM), rater);
      List<StudyPage.Row> rows = new ArrayList<>();
      List<StudyItem> order = BlindOrder.shuffled(chosen, CounterRandom.stream(stream, 0));
      for (int i = 0; i < order.size(); i++) {
        StudyItem item = order.get(i);
        List<String> systems =
            BlindOrder.shuffled(options.systems(), CounterRandom.stream(stream, i + 1L));
        rows.add(
            new StudyPage.Row(
                item.id(),
                item.caption(),
                systems.stream().map(system -> names.get(item.id() + "/" + system)).toList()));
        key.add(
            String.format(Locale.ROOT, "%d,%s,%s", rater, item.id(), String.join(",", systems)));
      }
      Files.writeString(
          directory.resolve(String.format(Locale.ROOT, "rater-%d.html", rater)),
          StudyPage.html(rater, rows));
      writeEmptySheet(
          directory.resolve(String.format(Locale.ROOT, "rater-%d.csv", rater)), rater, rows);
    }
    Files.write(directory.resolve("key.csv"), key);
  }

  private Map<String, String> writeImages(Path directory, List<StudyItem> chosen)
      throws IOException {
    Path folder = Files.createDirectories(directory.resolve("images"));
    int systems = options.systems().size();
    List<Integer> numbers =
        BlindOrder.shuffled(
            IntStream.range(0, chosen.size() * systems).boxed().toList(),
            CounterRandom.stream(options.seed(), IMAGE_STREAM));
    Map<String, String> names = new HashMap<>();
    for (int i = 0; i < chosen.size(); i++) {
      for (int j = 0; j < systems; j++) {
        StudyItem item = chosen.get(i);
        String system = options.systems().get(j);
        String name = String.format(Locale.ROOT, "%06d.png", numbers.get(i * systems + j));
        Files.copy(
            item.images().get(system), folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        names.put(item.id() + "/" + system, "images/" + name);
      }
    }
    return names;
  }

  private void writeEmptySheet(Path file, int rater, List<StudyPage.Row> rows) throws IOException {
    List<String> lines = new ArrayList<>(List.of("rater,item," + letters()));
    for (StudyPage.Row row : rows) {
      lines.add(
          String.format(
              Locale.ROOT, "%d,%s%s", rater, row.item(), ",".repeat(options.systems().size())));
    }
    Files.write(file, lines);
  }

  private String letters() {
    return String.join(
        ",", IntStream.range(0, options.systems().size()).mapToObj(BlindOrder::letter).toList());
  }

  private void requireComplete(List<StudyItem> items) {
    if (items.size() < options.captions()) {
      throw new IllegalArgumentException(
          "a study of %d captions, %d items".formatted(options.captions(), items.size()));
    }
    Set<String> ids = new HashSet<>();
    for (StudyItem item : items) {
      if (!ids.add(item.id())) {
        throw new IllegalArgumentException("item " + item.id() + " comes twice");
      }
      for (String system : options.systems()) {
        if (!item.images().containsKey(system)) {
          throw new IllegalArgumentException(
              "item %s has no image of %s".formatted(item.id(), system));
        }
      }
    }
  }
}
