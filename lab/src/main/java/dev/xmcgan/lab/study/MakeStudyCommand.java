package dev.xmcgan.lab.study;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.evaluation.study.StudyItem;
import dev.xmcgan.evaluation.study.StudyOptions;
import dev.xmcgan.evaluation.study.StudySheets;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes the sheets. */
@Command(
    name = "make",
    header = "Writes pages and sheets for raters.",
    description =
        "Writes for each rater a page to answer on and the same as an empty CSV sheet, the images"
            + " under names that tell nothing, and key.csv, which stays with you. Each system's"
            + " images lie in its directory as 00000.png … in the captions' order, as generate"
            + " --captions writes them.")
public final class MakeStudyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--captions",
      paramLabel = "FILE",
      required = true,
      description = "The captions, one a line.")
  private Path captions;

  @Option(
      names = "--system",
      paramLabel = "NAME=DIR",
      required = true,
      description = "A system and its images; two or more are compared.")
  private Map<String, Path> systems = new LinkedHashMap<>();

  @Option(
      names = {"-o", "--out"},
      paramLabel = "DIR",
      required = true,
      description = "Where the study is written.")
  private Path out;

  @Option(
      names = "--items",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Captions that are rated, drawn by seed (default: ${DEFAULT-VALUE}).")
  private int items;

  @Option(
      names = "--raters",
      paramLabel = "N",
      defaultValue = "5",
      description = "People who rate each caption (default: ${DEFAULT-VALUE}).")
  private int raters;

  @Option(
      names = "--seed",
      paramLabel = "SEED",
      defaultValue = "0",
      description = "Of the choice of captions and of every order (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Override
  public Integer call() throws IOException {
    if (!Files.isRegularFile(captions)) {
      throw CommandException.usage("there is no file " + captions);
    }
    try {
      StudyOptions options = new StudyOptions(List.copyOf(systems.keySet()), items, raters, seed);
      new StudySheets(options).write(out, all());
    } catch (IllegalArgumentException e) {
      throw CommandException.usage(e.getMessage());
    }
    PrintWriter output = spec.commandLine().getOut();
    output.printf(
        "%d captions for %d raters in %s; key.csv tells what was where%n", items, raters, out);
    output.flush();
    return ExitCode.OK;
  }

  /** Every caption of which some system has an image; a missing one is then named. */
  private List<StudyItem> all() throws IOException {
    List<StudyItem> all = new ArrayList<>();
    List<String> lines = Files.readAllLines(captions);
    for (int i = 0; i < lines.size(); i++) {
      String number = String.format(Locale.ROOT, "%05d", i);
      Map<String, Path> images = new LinkedHashMap<>();
      systems.forEach(
          (system, folder) -> {
            Path file = folder.resolve(number + ".png");
            if (Files.isRegularFile(file)) {
              images.put(system, file);
            }
          });
      if (!images.isEmpty()) {
        all.add(new StudyItem(number, lines.get(i).strip(), images));
      }
    }
    return all;
  }
}
