package dev.xmcgan.cli;

import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Whatever {@link LabCommands} are on the class path. */
@Command(
    name = LabCommand.NAME,
    header = "Trains, evaluates and measures; 'lab --help' lists how.",
    description =
        "Trains without Kafka, evaluates, compares variants, and measures the model and the"
            + " streaming around it.",
    synopsisSubcommandLabel = "COMMAND")
final class LabCommand implements Callable<Integer> {
  static final String NAME = "lab";

  @Spec private CommandSpec spec;

  /**
   * Adds the commands that are there; without any, whatever is asked of {@code lab} fails.
   *
   * @return whether there are any
   */
  static boolean load(CommandLine lab) {
    for (LabCommands found : ServiceLoader.load(LabCommands.class)) {
      found.commands().forEach(lab::addSubcommand);
    }
    boolean there = !lab.getSubcommands().isEmpty();
    lab.setUnmatchedArgumentsAllowed(!there);
    return there;
  }

  @Override
  public Integer call() {
    if (spec.subcommands().isEmpty()) {
      throw CommandException.usage(
          "lab is not part of this installation; a checkout of the project has it");
    }
    spec.commandLine().usage(spec.commandLine().getOut());
    return ExitCode.USAGE;
  }
}
