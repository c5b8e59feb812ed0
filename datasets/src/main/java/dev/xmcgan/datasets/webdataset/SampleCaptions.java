package dev.xmcgan.datasets.webdataset;

import dev.xmcgan.datasets.CaptionCheck;
import dev.xmcgan.datasets.PairProblem;
import dev.xmcgan.datasets.lines.CaptionFormat;
import dev.xmcgan.datasets.lines.CaptionText;
import dev.xmcgan.datasets.lines.MalformedLineException;
import dev.xmcgan.datasets.lines.TextLines;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a sample says of its image.
 *
 * @param problems hears of lines and captions that cannot be used
 */
record SampleCaptions(Consumer<PairProblem> problems) {
  private static final String TEXT = "txt";
  private static final String JSON = "json";

  /** Whether files of that ending hold captions. */
  static boolean isOf(String ending) {
    return ending.equals(TEXT) || ending.equals(JSON);
  }

  /** Those of its text, or else those of its JSON object. */
  List<String> of(Shard.Sample sample) {
    Optional<Shard.Member> text = member(sample, TEXT);
    return text.isPresent()
        ? CaptionText.captions(text.get().bytes(), text.get().file(), problems)
        : member(sample, JSON).map(this::readObject).orElse(List.of());
  }

  private static Optional<Shard.Member> member(Shard.Sample sample, String ending) {
    return sample.members().stream().filter(each -> each.ending().equals(ending)).findFirst();
  }

  private List<String> readObject(Shard.Member json) {
    List<String> captions = new ArrayList<>();
    try {
      for (String caption : CaptionFormat.captionsIn(TextLines.whole(json.bytes()))) {
        CaptionCheck.accept(
                caption,
                why -> problems.accept(new PairProblem.RefusedCaption(json.file(), 1, why)))
            .ifPresent(captions::add);
      }
    } catch (MalformedLineException e) {
      problems.accept(new PairProblem.MalformedLine(json.file(), 1, e.getMessage()));
    }
    return captions;
  }
}
