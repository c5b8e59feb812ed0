package dev.xmcgan.cli.requests;

import dev.xmcgan.cli.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Requests for images beyond one call. */
@Command(
    name = "requests",
    header = "Sends, lists, fetches and cancels requests for images.",
    description =
        "Sends a request without waiting for its images, lists what was asked for, tells what"
            + " became of a request, fetches its images, or cancels it.",
    subcommands = {
      SendRequestCommand.class,
      ListRequestsCommand.class,
      ShowRequestCommand.class,
      FetchRequestCommand.class,
      AttentionCommand.class,
      CancelRequestCommand.class,
      WebhookSecretCommand.class
    })
public final class RequestsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return ExitCode.USAGE;
  }
}
