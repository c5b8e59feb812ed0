package dev.xmcgan.datasets;

import java.util.List;
import java.util.Map;

/**
 * One image and what is said of it.
 *
 * @param id stable: reading the same item again gives the same id
 * @param captions one or more, none blank
 * @param image an encoded file, such as PNG or JPEG
 * @param source the data set it is from
 * @param metadata what else is known, such as a drawn scene's ground truth
 */
@SuppressWarnings("ArrayRecordComponent") // an image is handed on as the bytes it came in
public record CaptionedImage(
    String id, List<String> captions, byte[] image, String source, Map<String, String> metadata) {

  public CaptionedImage {
    captions = List.copyOf(captions);
    metadata = Map.copyOf(metadata);
    if (id.isBlank()) {
      throw new IllegalArgumentException("a pair needs an id");
    }
    if (captions.isEmpty() || captions.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException("pair " + id + " needs captions, none of them blank");
    }
  }
}
