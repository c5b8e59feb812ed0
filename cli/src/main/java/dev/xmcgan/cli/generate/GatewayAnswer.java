package dev.xmcgan.cli.generate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The gateway's answer.
 *
 * @param seed to ask with for the same images again
 */
public record GatewayAnswer(long seed, List<Drawn> images) {

  /**
   * One image.
   *
   * @param file a PNG
   * @param index to ask with, beside the seed, for this image alone
   * @param checkpoint that drew it
   */
  @SuppressWarnings("ArrayRecordComponent") // written to a file, compared by nobody
  public record Drawn(byte[] file, int index, String checkpoint) {}

  static GatewayAnswer read(JsonNode answer) {
    List<Drawn> images = new ArrayList<>();
    for (JsonNode image : answer.path("data")) {
      images.add(
          new Drawn(
              Base64.getDecoder().decode(image.path("b64_json").asText()),
              image.path("index").asInt(),
              image.path("checkpoint").asText()));
    }
    return new GatewayAnswer(answer.path("seed").asLong(), images);
  }
}
