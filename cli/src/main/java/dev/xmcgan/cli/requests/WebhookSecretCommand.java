package dev.xmcgan.cli.requests;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.xmcgan.cli.ExitCode;
import java.net.URLEncoder;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a receiver of webhooks checks signatures with. */
@Command(
    name = "webhook-secret",
    header = "Tells the secret that signs your webhooks.",
    description =
        "Tells the secret by which a receiver knows that a webhook is the gateway's and yours"
            + " (Standard Webhooks). Ends with 1 where the gateway sends none.")
public final class WebhookSecretCommand implements Callable<Integer> {
  @Mixin private AskingOptions asking;

  @Option(
      names = "--user",
      paramLabel = "NAME",
      description = "Whose, where the gateway asks for no key.")
  private Optional<String> user;

  @Override
  public Integer call() throws InterruptedException {
    String query = user.map(name -> "?user=" + URLEncoder.encode(name, UTF_8)).orElse("");
    JsonNode info = asking.client().get("/v1/webhooks" + query);
    boolean enabled = info.path("enabled").asBoolean();
    asking.tell(
        info,
        out ->
            out.println(
                enabled
                    ? info.path("secret").asText()
                    : "this gateway sends no webhooks: xmcgan.gateway.webhooks.secret is not set"));
    return enabled ? ExitCode.OK : ExitCode.FAILED;
  }
}
