package dev.xmcgan.cli.generate;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.progress.Progress;
import dev.xmcgan.transport.KafkaSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Draws every line of a file of captions; run again, it draws what is missing. */
final class CaptionFile {
  private static final int TOLD_FAILURES = 10;

  private final Path file;
  private final ImageFolder folder;
  private final PrintWriter out;

  CaptionFile(Path file, ImageFolder folder, PrintWriter out) {
    this.file = file;
    this.folder = folder;
    this.out = out;
  }

  /**
   * Returns when every caption is drawn or has failed.
   *
   * @return whether all are drawn
   */
  boolean draw(KafkaSettings settings, long seed, String model) throws IOException {
    Files.createDirectories(folder.directory());
    Tally tally = new Tally();
    AtomicInteger number = new AtomicInteger();
    try (Stream<String> lines = Files.lines(file);
        CaptionStream stream = new CaptionStream(settings);
        Progress progress = Progress.over("images", OptionalLong.of(count()), "images")) {
      tally.progress = progress;
      stream.draw(
          lines
              .map(line -> new NumberedCaption(number.getAndIncrement(), line.strip()))
              .filter(caption -> !tally.done(caption))
              .iterator(),
          seed,
          model,
          folder,
          tally);
    } catch (UncheckedIOException e) {
      throw unreadable(e.getCause());
    } catch (MalformedInputException e) {
      throw unreadable(e);
    }
    tally.tell();
    return tally.failed == 0;
  }

  private long count() throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.count();
    }
  }

  private CommandException unreadable(IOException e) {
    String reason =
        e instanceof MalformedInputException
            ? "it is no UTF-8 text"
            : String.valueOf(e.getMessage());
    return CommandException.failed("cannot read " + file + ": " + reason, e);
  }

  /** What became of the captions so far. */
  private final class Tally implements CaptionStream.Outcome {
    private final List<String> failures = new ArrayList<>(); // the first few
    private int failed;
    private int drawn;
    private int found;
    private Progress progress;

    boolean done(NumberedCaption caption) {
      if (!folder.has(caption)) {
        return false;
      }
      found++;
      progress.step();
      return true;
    }

    @Override
    public void drawn() {
      drawn++;
      progress.step();
    }

    @Override
    public void failed(NumberedCaption caption, String reason) {
      failed++;
      if (failures.size() < TOLD_FAILURES) {
        failures.add("line %d: %s".formatted(caption.number() + 1, reason));
      }
      progress.step();
    }

    void tell() {
      out.printf(
          "%d drawn into %s, %d were there, %d failed%n", drawn, folder.directory(), found, failed);
      failures.forEach(out::println);
      if (failed > failures.size()) {
        out.printf("and %d more%n", failed - failures.size());
      }
      out.flush();
    }
  }
}
