package dev.xmcgan.cli.imports;

import dev.xmcgan.datasets.PairSource;
import java.io.IOException;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar on the terminal; nothing where nobody looks. */
final class Progress implements AutoCloseable {
  private final Optional<ProgressBar> bar;

  private Progress(Optional<ProgressBar> bar) {
    this.bar = bar;
  }

  static Progress over(PairSource source) throws IOException {
    if (System.console() == null) {
      return new Progress(Optional.empty());
    }
    return new Progress(
        Optional.of(
            new ProgressBarBuilder()
                .setTaskName(source.name())
                .setInitialMax(source.count().orElse(-1))
                .setStyle(ProgressBarStyle.ASCII)
                .setUnit(" pairs", 1)
                .showSpeed()
                .build()));
  }

  /** One pair is stored or skipped. */
  void step() {
    bar.ifPresent(ProgressBar::step);
  }

  @Override
  public void close() {
    bar.ifPresent(ProgressBar::close);
  }
}
