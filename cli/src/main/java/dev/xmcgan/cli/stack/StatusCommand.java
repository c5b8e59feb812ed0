package dev.xmcgan.cli.stack;

import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.cli.data.DataDirectory;
import dev.xmcgan.cli.data.DataOption;
import dev.xmcgan.cli.data.StateFile;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what runs. */
@Command(
    name = "status",
    description = "Shows the services of the stack, their states and their memory.",
    exitCodeList = {"0: it runs", "3: nothing runs on this data directory"},
    exitCodeListHeading = "%nExit codes:%n")
public final class StatusCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Option(names = "--json", description = "As one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    DataDirectory directory = data.directory();
    StatusReport report = StatusReport.of(new StateFile(directory).read());
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(report.json());
    } else if (report.state().isEmpty()) {
      out.println("nothing is running on " + directory.root());
    } else {
      report.lines().forEach(out::println);
    }
    out.flush();
    return report.running() ? ExitCode.OK : ExitCode.NOT_RUNNING;
  }
}
