package dev.xmcgan.cli;

import dev.xmcgan.cli.checkpoints.CheckpointsCommand;
import dev.xmcgan.cli.generate.GenerateCommand;
import dev.xmcgan.cli.generate.InterpolateCommand;
import dev.xmcgan.cli.imports.ImportCommand;
import dev.xmcgan.cli.keys.AuditCommand;
import dev.xmcgan.cli.keys.KeysCommand;
import dev.xmcgan.cli.pairs.PairsCommand;
import dev.xmcgan.cli.requests.EventsCommand;
import dev.xmcgan.cli.requests.ModelsCommand;
import dev.xmcgan.cli.requests.RequestsCommand;
import dev.xmcgan.cli.requests.SystemCommand;
import dev.xmcgan.cli.requests.TrainingCommand;
import dev.xmcgan.cli.stack.DownCommand;
import dev.xmcgan.cli.stack.LogsCommand;
import dev.xmcgan.cli.stack.PreloadCommand;
import dev.xmcgan.cli.stack.StatusCommand;
import dev.xmcgan.cli.stack.UpCommand;
import dev.xmcgan.cli.starter.ProvisionCommand;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.AutoComplete.GenerateCompletion;
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
      InterpolateCommand.class,
      RequestsCommand.class,
      ModelsCommand.class,
      SystemCommand.class,
      EventsCommand.class,
      TrainingCommand.class,
      ImportCommand.class,
      PairsCommand.class,
      CheckpointsCommand.class,
      KeysCommand.class,
      AuditCommand.class,
      ProvisionCommand.class,
      LabCommand.class,
      PreloadCommand.class,
      GenerateCompletion.class
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
    // digits in file names and tables are ASCII whatever the system's language
    Locale.setDefault(Locale.ROOT);
    System.setProperty("OPT_OUT_TRACKING", "true");
    System.exit(execute(commandLine(debug), arguments));
  }

  /** Runs one command, as it is called now or was before, and gives its exit code. */
  public static int execute(CommandLine line, String... arguments) {
    String[] current = OldSpellings.current(arguments, line.getErr());
    if (current.length > 0 && current[0].equals(LabCommand.NAME)) {
      CommandLine lab = line.getSubcommands().get(LabCommand.NAME);
      if (LabCommand.load(lab)) {
        withHelp(lab);
        lab.setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler(line.getExecutionExceptionHandler())
            .setParameterExceptionHandler(line.getParameterExceptionHandler())
            .setOut(line.getOut())
            .setErr(line.getErr());
      }
    }
    return line.execute(current);
  }

  /** The commands of the launcher, ready for {@link #execute}. */
  public static CommandLine commandLine(boolean withStackTraces) {
    ErrorLines errors = new ErrorLines(withStackTraces);
    CommandLine line = new CommandLine(new Main());
    line.getSubcommands()
        .forEach(
            (name, command) -> {
              // it has help where it is there at all
              if (!name.equals(LabCommand.NAME)) {
                withHelp(command);
              }
            });
    return line.setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(errors)
        .setParameterExceptionHandler(errors);
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
