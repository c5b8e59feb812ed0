package dev.xmcgan.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class UpOptionsTest {
  @Test
  void moreWorkersThanPartitionsAreTold() {
    assertThat(parsed("--workers", "8", "--topic-prefix", "p-").tooManyWorkers())
        .contains(
            "8 workers share the 6 partitions of p-caption-requests: 2 of them only stand by");
  }

  @Test
  void asManyWorkersAsPartitionsAllWork() {
    assertThat(parsed("--workers", "6").tooManyWorkers()).isEmpty();
  }

  private static UpOptions parsed(String... arguments) {
    UpOptions options = new UpOptions();
    // its subject is only what the options hold, not the command around them
    new CommandLine(new Holder(options)).parseArgs(arguments);
    return options;
  }

  @CommandLine.Command
  private record Holder(@CommandLine.Mixin UpOptions options) {}
}
