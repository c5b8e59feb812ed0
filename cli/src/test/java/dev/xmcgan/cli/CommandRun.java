package dev.xmcgan.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/**
 * What a command did, run in this process.
 *
 * @param code the exit code
 * @param output what it printed
 * @param error what it printed on standard error
 */
public record CommandRun(int code, String output, String error) {

  /** Runs {@code xmcgan} with those arguments. */
  public static CommandRun of(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Main.commandLine(false);
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    int code = line.execute(arguments);
    return new CommandRun(code, out.toString(), err.toString());
  }
}
