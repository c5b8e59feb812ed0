package dev.xmcgan.cli.starter;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.cli.data.Home;
import dev.xmcgan.cli.data.KafkaOptions;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.topics.TopicDifference;
import dev.xmcgan.transport.topics.TopicOptions;
import dev.xmcgan.transport.topics.TopicProvisioner;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.ArgGroup;
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
        "Makes the topics that are missing, sets on the others what they leave to the cluster,"
            + " registers the schemas and releases the shipped weights if nothing is released."
            + " Repeating it changes nothing.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0: done; with --check, nothing differs",
      "1: tried and failed; with --check, something differs",
      "2: the command line is wrong",
      "3: no cluster is named and nothing is running"
    })
public final class ProvisionCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private KafkaOptions kafka;
  @Mixin private TopicArguments topics;
  @ArgGroup private Only only;

  /** Look, and change nothing. */
  private static final class Only {
    @Option(names = "--dry-run", description = "Tell what would be done, and do nothing.")
    private boolean dryRun;

    @Option(
        names = "--check",
        description = "Tell what the cluster has otherwise than it would be made, and do nothing.")
    private boolean check;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    TopicOptions options = topics.options();
    KafkaSettings settings = kafka.settings();
    try {
      return call(settings, options);
    } catch (KafkaException e) {
      Throwable why = e.getCause() == null ? e : e.getCause();
      throw CommandException.failed(
          "Kafka at %s: %s".formatted(settings.bootstrapServers(), why.getMessage()), e);
    } catch (IllegalStateException refused) {
      throw CommandException.failed(refused.getMessage(), refused);
    }
  }

  private int call(KafkaSettings settings, TopicOptions options)
      throws IOException, InterruptedException {
    TopicProvisioner provisioner = new TopicProvisioner(settings);
    PrintWriter out = spec.commandLine().getOut();
    if (only != null && only.check) {
      return check(provisioner.differences(options), out);
    }
    if (only != null && only.dryRun) {
      List<String> plan = provisioner.plan(options);
      plan.forEach(out::println);
      out.println(plan.isEmpty() ? "nothing to do" : "nothing was changed");
      return ExitCode.OK;
    }
    provisioner.provision(options);
    out.println("topics and schemas are there");
    new StarterRelease(settings, Home.locate()).publishIfNothingIsReleased(out::println);
    out.flush();
    return ExitCode.OK;
  }

  private static int check(List<TopicDifference> differences, PrintWriter out) {
    differences.forEach(out::println);
    out.println(differences.isEmpty() ? "nothing differs" : "what differs was left as it is");
    return differences.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
  }
}
