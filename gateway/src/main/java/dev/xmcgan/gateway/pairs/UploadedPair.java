package dev.xmcgan.gateway.pairs;

import dev.xmcgan.schemas.ImageTextPair;
import dev.xmcgan.schemas.limits.PairLimits;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * An uploaded pair that passed every check the gateway makes.
 *
 * @param captions 1 to {@value PairLimits#MAX_CAPTIONS}, without white space around them
 */
record UploadedPair(String id, List<String> captions, byte[] image, String source) {
  UploadedPair {
    captions = List.copyOf(captions);
  }

  ImageTextPair toRecord() {
    return ImageTextPair.newBuilder()
        .setPairId(id)
        .setCaptions(captions)
        .setImage(ByteBuffer.wrap(image))
        .setSource(source)
        .build();
  }
}
