package dev.xmcgan.gateway.answers;

import dev.xmcgan.schemas.ImageResult;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The images of one request as they come in, in any order, each perhaps more than once. */
final class WaitingRequest {
  private final ImageResult[] images;
  private int missing;

  WaitingRequest(int count) {
    this.images = new ImageResult[count];
    this.missing = count;
  }

  /** Takes an image; the first of an index stays. All images, once the last missing one is in. */
  synchronized Optional<List<ImageResult>> add(ImageResult image) {
    int index = Objects.checkIndex(image.getIndex(), images.length);
    if (images[index] != null) {
      return Optional.empty();
    }
    images[index] = image;
    missing--;
    return missing == 0 ? Optional.of(List.copyOf(Arrays.asList(images))) : Optional.empty();
  }

  synchronized int received() {
    return images.length - missing;
  }
}
