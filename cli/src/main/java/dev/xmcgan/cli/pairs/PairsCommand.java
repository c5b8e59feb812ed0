package dev.xmcgan.cli.pairs;

import dev.xmcgan.cli.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Pairs in the data set. */
@Command(
    name = "pairs",
    header = "Sends pairs, tells what became of one, or erases pairs.",
    description = "Sends pairs, tells what became of one, or erases pairs from the data set.",
    subcommands = {
      SendPairCommand.class,
      SendPairsCommand.class,
      ShowPairCommand.class,
      ForgetCommand.class
    })
public final class PairsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return ExitCode.USAGE;
  }
}
