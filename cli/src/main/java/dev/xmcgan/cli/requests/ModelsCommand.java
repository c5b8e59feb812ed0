package dev.xmcgan.cli.requests;

import com.fasterxml.jackson.databind.JsonNode;
import dev.xmcgan.cli.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What can be asked to draw. */
@Command(
    name = "models",
    header = "Lists what can be asked to draw.",
    description = "Lists release channels and checkpoints: what --model takes.")
public final class ModelsCommand implements Callable<Integer> {
  @Mixin private AskingOptions asking;

  @Override
  public Integer call() throws InterruptedException {
    JsonNode models = asking.client().get("/v1/models");
    asking.tell(
        models,
        out -> {
          for (JsonNode model : models.path("data")) {
            out.printf(
                "%s  %s  step %s  %s px  %s words%n",
                model.path("id").asText(),
                model.path("kind").asText().equals("channel")
                    ? "serves " + model.path("checkpoint").asText()
                    : "checkpoint",
                model.path("step").asText("?"),
                model.path("image_size").asText("?"),
                model.path("max_words").asText("?"));
          }
        });
    return ExitCode.OK;
  }
}
