package dev.xmcgan.cli.checkpoints;

import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.schemas.Release;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The commands that change which checkpoint a channel serves. */
final class ReleaseCommands {
  private ReleaseCommands() {}

  /** What they have in common. */
  abstract static class Change implements Callable<Integer> {
    @Spec CommandSpec spec;
    @Mixin ReleaseOptions options;

    /** The change, published. */
    abstract Release change() throws InterruptedException;

    @Override
    public Integer call() throws InterruptedException {
      Release release = change();
      String back = release.getRolledBackFrom();
      spec.commandLine()
          .getOut()
          .printf(
              "%s serves %s%s%s%n",
              release.getChannel(),
              release.getCheckpointId(),
              release.getPinned() ? ", pinned" : "",
              back == null ? "" : "; " + back + " is barred");
      spec.commandLine().getOut().flush();
      return ExitCode.OK;
    }
  }

  /** Releases a checkpoint. */
  @Command(
      name = "promote",
      header = "Releases a checkpoint.",
      description =
          "Releases a checkpoint. Without --pin, the trainer looks at one that it did not judge"
              + " yet, and takes it back if it is worse than what served before.")
  static final class Promote extends Change {
    @Parameters(paramLabel = "ID", description = "Checkpoint id.")
    private String id;

    @Option(
        names = "--pin",
        description =
            "Nothing but a person's word replaces it; needed for one that was found unfit.")
    private boolean pin;

    @Override
    Release change() throws InterruptedException {
      return options.change(rules -> rules.promote(options.channel(), id, options.reason(), pin));
    }
  }

  /** Goes back. */
  @Command(
      name = "rollback",
      header = "Goes back to the checkpoint that served before.",
      description =
          "Goes back to the checkpoint that served before, or to --to, and bars the one that"
              + " serves: it is not released again by itself.")
  static final class Rollback extends Change {
    @Option(names = "--to", paramLabel = "ID", description = "Where to go back to.")
    private Optional<String> to;

    @Override
    Release change() throws InterruptedException {
      return options.change(rules -> rules.rollBack(options.channel(), to, options.reason()));
    }
  }

  /** Keeps what serves. */
  @Command(
      name = "pin",
      description = "Keeps the checkpoint that serves: the trainer releases nothing over it.")
  static final class Pin extends Change {
    @Override
    Release change() throws InterruptedException {
      return options.change(rules -> rules.pin(options.channel(), options.reason()));
    }
  }

  /** Lets the trainer release again. */
  @Command(name = "unpin", description = "Lets the trainer release over what serves again.")
  static final class Unpin extends Change {
    @Override
    Release change() throws InterruptedException {
      return options.change(rules -> rules.unpin(options.channel(), options.reason()));
    }
  }
}
