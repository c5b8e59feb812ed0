package dev.xmcgan.cli.requests;

import com.fasterxml.jackson.databind.JsonNode;
import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.cli.generate.DrawingOptions;
import dev.xmcgan.schemas.limits.RequestLimits;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks for images and does not wait. */
@Command(
    name = "send",
    header = "Asks for images without waiting for them.",
    description =
        "Asks for images of a caption and returns when Kafka has the request; its id fetches them"
            + " later.")
final class SendRequestCommand implements Callable<Integer> {
  @Mixin private AskingOptions asking;
  @Mixin private DrawingOptions drawing;

  @Parameters(paramLabel = "CAPTION", description = "What to draw.")
  private String caption;

  @Option(
      names = {"-n", "--count"},
      paramLabel = "N",
      defaultValue = "1",
      description = "Images, 1 to " + RequestLimits.MAX_COUNT + " (default: ${DEFAULT-VALUE}).")
  private int count;

  @Option(
      names = "--attention",
      description = "Have it told where words acted: see requests attention.")
  private boolean attention;

  @Option(names = "--webhook", paramLabel = "URL", description = "Told when the request is over.")
  private Optional<String> webhook;

  @Override
  public Integer call() throws InterruptedException {
    if (count < 1 || count > RequestLimits.MAX_COUNT) {
      throw CommandException.usage(
          "-n " + count + " is not between 1 and " + RequestLimits.MAX_COUNT);
    }
    Map<String, Object> body = drawing.request(caption);
    body.put("n", count);
    if (attention) {
      body.put("attention", true);
    }
    webhook.ifPresent(url -> body.put("webhook", url));
    JsonNode request = asking.client().post("/v1/requests", body);
    asking.tell(request, out -> RequestLines.brief(request, out));
    return ExitCode.OK;
  }
}
