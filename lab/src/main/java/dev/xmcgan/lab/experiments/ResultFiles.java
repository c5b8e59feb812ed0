package dev.xmcgan.lab.experiments;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.xmcgan.cli.CommandException;
import dev.xmcgan.evaluation.scores.EvaluationReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * The folder of one comparison: its settings, and what was found of each run by name. Files appear
 * whole, with one move, so that a comparison that is cut off can go on.
 */
public final class ResultFiles {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SETTINGS = "settings.json";

  private final Path folder;

  private ResultFiles(Path folder) {
    this.folder = folder;
  }

  /**
   * Opens the folder for those settings; one that holds runs of others is refused.
   *
   * @param settings a record of what all runs have in common
   */
  public static ResultFiles open(Path folder, Record settings) throws IOException {
    ResultFiles files = new ResultFiles(folder);
    Path file = folder.resolve(SETTINGS);
    String own = json(settings);
    if (!Files.exists(file)) {
      Files.createDirectories(folder);
      files.write(SETTINGS, own);
      return files;
    }
    String others = Files.readString(file);
    if (!others.equals(own)) {
      throw CommandException.usage(
          "%s holds runs of %s, not of %s; choose another --out"
              .formatted(folder, onOneLine(others), onOneLine(own)));
    }
    return files;
  }

  /** What was found of a run, empty when it is not finished. */
  public Optional<EvaluationReport> result(String run) throws IOException {
    Path file = folder.resolve(run + ".json");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(EvaluationReport.read(Files.readString(file)));
    } catch (IllegalArgumentException e) {
      throw CommandException.failed(
          file + " is broken; delete it to have the run judged anew: " + e.getMessage(), e);
    }
  }

  /** Finishes a run. */
  public void save(String run, EvaluationReport report) throws IOException {
    write(run + ".json", report.json());
  }

  /** Where a run keeps its checkpoints. */
  public Path trainingFolder(String run) {
    return folder.resolve(run);
  }

  /** Writes a table. */
  public void saveTable(String name, String text) throws IOException {
    write(name, text);
  }

  private void write(String name, String text) throws IOException {
    Path unfinished = folder.resolve(name + ".new");
    Files.write(unfinished, text.getBytes(StandardCharsets.UTF_8));
    Files.move(
        unfinished,
        folder.resolve(name),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private static String json(Record settings) throws JsonProcessingException {
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(settings) + "\n";
  }

  private static String onOneLine(String json) {
    return json.replaceAll("\\s+", " ").strip();
  }
}
