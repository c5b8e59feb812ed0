package dev.xmcgan.lab;

import dev.xmcgan.cli.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * A command of {@code ./xmcgan} run to its end in this JVM.
 *
 * @param code it ended with
 * @param out what it printed
 * @param err what it printed on standard error
 */
public record CommandRun(int code, String out, String err) {

  /** Runs a command of {@code ./xmcgan lab}. */
  public static CommandRun of(String... arguments) {
    return launched(Stream.concat(Stream.of("lab"), Stream.of(arguments)).toArray(String[]::new));
  }

  /** Runs any command. */
  public static CommandRun launched(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Main.commandLine(false);
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    int code = Main.execute(line, arguments);
    return new CommandRun(code, out.toString(), err.toString());
  }
}
