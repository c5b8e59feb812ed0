package dev.xmcgan.cli;

import dev.xmcgan.cli.ablation.AblateCommand;
import dev.xmcgan.cli.bench.BenchCommand;
import dev.xmcgan.cli.checkpoints.CheckpointsCommand;
import dev.xmcgan.cli.drift.DriftCommand;
import dev.xmcgan.cli.evaluation.EvaluateCommand;
import dev.xmcgan.cli.generate.GenerateCommand;
import dev.xmcgan.cli.imports.ImportCommand;
import dev.xmcgan.cli.preload.PreloadCommand;
import dev.xmcgan.cli.stack.DownCommand;
import dev.xmcgan.cli.stack.LogsCommand;
import dev.xmcgan.cli.stack.StatusCommand;
import dev.xmcgan.cli.stack.UpCommand;
import dev.xmcgan.cli.starter.ProvisionCommand;
import dev.xmcgan.cli.study.StudyCommand;
import dev.xmcgan.cli.training.TeachCaptionsCommand;
import dev.xmcgan.cli.training.TrainCommand;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ./xmcgan}: all commands. */
@Command(
    name = "xmcgan",
    mixinStandardHelpOptions = true,
    version = "XMC-GAN Streams 0.1.0",
    description = "Draws images of captions and learns from streamed pairs, on Kafka.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      UpCommand.class,
      DownCommand.class,
      StatusCommand.class,
      LogsCommand.class,
      GenerateCommand.class,
      ImportCommand.class,
      CheckpointsCommand.class,
      ProvisionCommand.class,
      TrainCommand.class,
      TeachCaptionsCommand.class,
      EvaluateCommand.class,
      StudyCommand.class,
      AblateCommand.class,
      DriftCommand.class,
      BenchCommand.class,
      PreloadCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0: done",
      "1: tried and failed; one line on standard error says why",
      "2: the command line is wrong",
      "3: nothing is running"
    })
public final class Main implements Callable<Integer> {
  private static final String DEBUG = "XMCGAN_DEBUG";

  @Spec private CommandSpec spec;

  private Main() {}

  /** Runs one command and ends the JVM with its exit code. */
  public static void main(String[] arguments) {
    boolean debug = "1".equals(System.getenv(DEBUG));
    System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", debug ? "info" : "off");
    System.setProperty("OPT_OUT_TRACKING", "true");
    System.exit(commandLine(debug).execute(arguments));
  }

  /** The commands, ready to run. */
  static CommandLine commandLine(boolean withStackTraces) {
    ErrorLines errors = new ErrorLines(withStackTraces);
    CommandLine line = new CommandLine(new Main());
    line.getSubcommands().values().forEach(Main::withHelp);
    return line.setExecutionExceptionHandler(errors).setParameterExceptionHandler(errors);
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return ExitCode.OK;
  }

  private static void withHelp(CommandLine command) {
    command.getCommandSpec().mixinStandardHelpOptions(true);
    command.getSubcommands().values().forEach(Main::withHelp);
  }
}
