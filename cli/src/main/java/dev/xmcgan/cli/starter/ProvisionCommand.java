package dev.xmcgan.cli.starter;

import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.cli.home.Home;
import dev.xmcgan.cli.kafka.KafkaOptions;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.topics.TopicProvisioner;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prepares a Kafka cluster; {@code up} does it by itself. */
@Command(
    name = "provision",
    header = "Prepares a Kafka cluster; 'up' does it by itself.",
    description =
        "Makes the topics that are missing, registers their schemas and releases the shipped"
            + " weights if nothing is released. Repeating it changes nothing.")
public final class ProvisionCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private KafkaOptions kafka;

  @Option(
      names = "--replication-factor",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of topics that are made (default: ${DEFAULT-VALUE}).")
  private short replicationFactor;

  @Override
  public Integer call() throws IOException, InterruptedException {
    KafkaSettings settings = kafka.settings();
    PrintWriter out = spec.commandLine().getOut();
    new TopicProvisioner(settings).provision(replicationFactor);
    out.println("topics and schemas are there");
    new StarterRelease(settings, Home.locate()).publishIfNothingIsReleased(out::println);
    out.flush();
    return ExitCode.OK;
  }
}
