package dev.xmcgan.cli.requests;

import com.fasterxml.jackson.databind.JsonNode;
import dev.xmcgan.cli.data.DataOption;
import dev.xmcgan.cli.generate.GatewayClient;
import dev.xmcgan.cli.generate.GatewayOptions;
import java.io.PrintWriter;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What every command has that asks a gateway and tells its answer. */
final class AskingOptions {
  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Mixin private DataOption data;
  @Mixin private GatewayOptions gateway;

  @Option(names = "--json", description = "Tell the gateway's answer as JSON.")
  private boolean json;

  GatewayClient client() {
    return gateway.client(data.directory());
  }

  boolean json() {
    return json;
  }

  PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** For people how things go; nothing that a program reads. */
  PrintWriter progress() {
    return spec.commandLine().getErr();
  }

  /** Tells it as it is to programs, and by a writer of lines to people. */
  void tell(JsonNode answer, Consumer<PrintWriter> lines) {
    if (json) {
      out().println(answer.toPrettyString());
    } else {
      lines.accept(out());
    }
    out().flush();
  }
}
