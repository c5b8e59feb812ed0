package dev.xmcgan.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns whatever goes wrong into one line on standard error; stack traces only when asked for. */
final class ErrorLines implements IExecutionExceptionHandler, IParameterExceptionHandler {
  private final boolean withStackTraces;

  ErrorLines(boolean withStackTraces) {
    this.withStackTraces = withStackTraces;
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    if (e instanceof CommandException known) {
      print(command, known.getMessage(), known);
      return known.exitCode();
    }
    if (e instanceof InterruptedException) {
      Thread.currentThread().interrupt();
      print(command, "interrupted", e);
      return ExitCode.FAILED;
    }
    String hint = withStackTraces ? "" : " (XMCGAN_DEBUG=1 shows where)";
    print(command, describe(e) + hint, e);
    return ExitCode.FAILED;
  }

  @Override
  public int handleParseException(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    String help = "; see " + command.getCommandSpec().qualifiedName() + " --help";
    print(command, firstLine(e.getMessage()) + suggestion(e) + help, e);
    return ExitCode.USAGE;
  }

  /** What was perhaps meant. */
  private static String suggestion(ParameterException e) {
    List<String> near =
        e instanceof UnmatchedArgumentException unknown ? Suggestions.of(unknown) : List.of();
    return near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?";
  }

  private void print(CommandLine command, String message, Exception e) {
    PrintWriter err = command.getErr();
    err.println("xmcgan: " + message);
    if (withStackTraces) {
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      err.print(trace);
    }
    err.flush();
  }

  private static String describe(Exception e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String name = root.getClass().getSimpleName();
    return root.getMessage() == null ? name : name + ": " + firstLine(root.getMessage());
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse(text);
  }
}
