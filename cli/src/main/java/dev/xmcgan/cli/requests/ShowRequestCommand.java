package dev.xmcgan.cli.requests;

import com.fasterxml.jackson.databind.JsonNode;
import dev.xmcgan.cli.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What became of one. */
@Command(
    name = "show",
    header = "Tells what became of a request.",
    description = "Tells what became of a request: its images with their URLs, or why it failed.")
final class ShowRequestCommand implements Callable<Integer> {
  @Mixin private AskingOptions asking;
  @Mixin private RequestId id;

  @Override
  public Integer call() throws InterruptedException {
    JsonNode request = asking.client().get(id.path());
    asking.tell(request, out -> RequestLines.whole(request, out));
    return ExitCode.OK;
  }
}
