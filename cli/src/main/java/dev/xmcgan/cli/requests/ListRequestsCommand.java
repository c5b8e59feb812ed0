package dev.xmcgan.cli.requests;

import com.fasterxml.jackson.databind.JsonNode;
import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.ExitCode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What was asked for lately. */
@Command(
    name = "list",
    header = "Lists what was asked for lately.",
    description = "Lists what was asked for lately, the newest first: a key's own, an admin's all.")
final class ListRequestsCommand implements Callable<Integer> {
  private static final int MOST = 50;

  @Mixin private AskingOptions asking;

  @Option(
      names = {"-n", "--lines"},
      paramLabel = "N",
      defaultValue = "10",
      description = "At most so many, up to " + MOST + " (default: ${DEFAULT-VALUE}).")
  private int lines;

  @Option(
      names = "--after",
      paramLabel = "ID",
      description = "Those older than that request: the next page.")
  private Optional<String> after;

  @Option(names = "--user", paramLabel = "NAME", description = "Those of one alone.")
  private Optional<String> user;

  @Override
  public Integer call() throws InterruptedException {
    if (lines < 1 || lines > MOST) {
      throw CommandException.usage("-n " + lines + " is not between 1 and " + MOST);
    }
    String path =
        "/v1/requests?limit="
            + lines
            + after.map(id -> "&after=" + encoded(id)).orElse("")
            + user.map(name -> "&user=" + encoded(name)).orElse("");
    JsonNode page = asking.client().get(path);
    asking.tell(
        page,
        out -> {
          page.path("data").forEach(request -> RequestLines.brief(request, out));
          if (page.path("has_more").asBoolean()) {
            out.println("there are more; --after with the last id shows them");
          }
        });
    return ExitCode.OK;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
