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
public record DrawnImages(long seed, List<Drawn> images) {

  /**
   * One image.
   *
   * @param file a PNG
   * @param seed the image's own
   * @param checkpoint that drew it
   */
  @SuppressWarnings("ArrayRecordComponent") // written to a file, compared by nobody
  public record Drawn(byte[] file, long seed, String checkpoint) {}

  static DrawnImages read(JsonNode answer) {
    List<Drawn> images = new ArrayList<>();
    for (JsonNode image : answer.path("data")) {
      images.add(
          new Drawn(
              Base64.getDecoder().decode(image.path("b64_json").asText()),
              image.path("seed").asLong(),
              image.path("checkpoint").asText()));
    }
    return new DrawnImages(answer.path("seed").asLong(), images);
  }
}
