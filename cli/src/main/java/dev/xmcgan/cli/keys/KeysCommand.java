package dev.xmcgan.cli.keys;

import dev.xmcgan.cli.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Keys of the gateway's API. */
@Command(
    name = "keys",
    header = "Creates, lists and revokes keys of the gateway's API.",
    description =
        "Creates, lists and revokes keys of the gateway's API. Kafka holds their hashes alone;"
            + " every gateway hears of a change at once.",
    subcommands = {KeyCommands.Create.class, KeyCommands.List.class, KeyCommands.Revoke.class})
public final class KeysCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return ExitCode.USAGE;
  }
}
