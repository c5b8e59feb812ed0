package dev.xmcgan.cli.generate;

import dev.xmcgan.cli.data.DataDirectory;
import dev.xmcgan.cli.data.KafkaOptions;
import java.net.URI;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options that name a gateway; without them, the one of the stack on the data directory. */
public final class GatewayOptions {
  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "Of the gateway (default: the stack's that runs on the data directory).")
  private Optional<URI> url;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      defaultValue = "${env:XMCGAN_API_KEY}",
      description = "Where the gateway asks for one (default: the variable XMCGAN_API_KEY).")
  private Optional<String> key;

  /** Whether a gateway was named. */
  boolean isNamed() {
    return url.isPresent();
  }

  /** The gateway that is meant. */
  public GatewayClient client(DataDirectory data) {
    URI gateway = url.orElseGet(() -> URI.create(KafkaOptions.running(data).ports().url()));
    return new GatewayClient(gateway, key.filter(each -> !each.isBlank()));
  }
}
