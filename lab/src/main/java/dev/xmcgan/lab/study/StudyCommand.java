package dev.xmcgan.lab.study;

import dev.xmcgan.cli.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** People judge. */
@Command(
    name = "study",
    header = "Lets people compare systems blindly.",
    description = "Makes the sheets of a blind comparison, and reads what the raters answered.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {MakeStudyCommand.class, AnalyseStudyCommand.class})
public final class StudyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return ExitCode.USAGE;
  }
}
