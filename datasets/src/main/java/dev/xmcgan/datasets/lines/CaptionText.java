package dev.xmcgan.datasets.lines;

import dev.xmcgan.datasets.CaptionCheck;
import dev.xmcgan.datasets.PairProblem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A text of captions of one image, one a line. */
public final class CaptionText {
  private CaptionText() {}

  /**
   * The captions, those that can be used.
   *
   * @param file where the text is from
   * @param problems hears of lines that cannot
   */
  public static List<String> captions(byte[] text, Path file, Consumer<PairProblem> problems) {
    List<String> captions = new ArrayList<>();
    try (TextLines lines = TextLines.of(text)) {
      while (lines.advance()) {
        int number = lines.number();
        try {
          CaptionCheck.accept(
                  lines.text(),
                  why -> problems.accept(new PairProblem.RefusedCaption(file, number, why)))
              .ifPresent(captions::add);
        } catch (MalformedLineException e) {
          problems.accept(new PairProblem.MalformedLine(file, number, e.getMessage()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory failed", e);
    }
    return captions;
  }
}
