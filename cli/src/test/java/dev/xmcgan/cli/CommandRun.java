package dev.xmcgan.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/**
 * A command of {@code ./xmcgan} run to its end in this JVM.
 *
 * @param code it ended with
 * @param out what it printed
 * @param err what it printed on standard error
 */
public record CommandRun(int code, String out, String err) {

  /** Runs it. */
  public static CommandRun of(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Main.commandLine(false);
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    int code = line.execute(arguments);
    return new CommandRun(code, out.toString(), err.toString());
  }
}
