package dev.xmcgan.cli.pairs;

import dev.xmcgan.cli.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Pairs in the data set. */
@Command(
    name = "pairs",
    header = "Sends a pair, tells what became of it, or erases pairs.",
    description = "Sends a pair, tells what became of it, or erases pairs from the data set.",
    subcommands = {SendPairCommand.class, ShowPairCommand.class, ForgetCommand.class})
public final class PairsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return ExitCode.USAGE;
  }
}
