package dev.xmcgan.cli.requests;

import com.fasterxml.jackson.databind.JsonNode;
import dev.xmcgan.cli.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says that nobody waits for one any more. */
@Command(
    name = "cancel",
    header = "Cancels a request.",
    description = "Cancels a request: what is not drawn yet will not be.")
final class CancelRequestCommand implements Callable<Integer> {
  @Mixin private AskingOptions asking;
  @Mixin private RequestId id;

  @Override
  public Integer call() throws InterruptedException {
    JsonNode request = asking.client().delete(id.path());
    asking.tell(request, out -> RequestLines.brief(request, out));
    return ExitCode.OK;
  }
}
