package dev.xmcgan.lab.evaluation;

import dev.xmcgan.images.RgbImage;
import dev.xmcgan.model.generation.GeneratedImage;
import dev.xmcgan.model.generation.ImageGenerator;
import dev.xmcgan.model.generation.ImageRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Draws them.
 *
 * @param generator stays the caller's
 * @param seed caption i is drawn with seed + i
 */
record DrawingSource(ImageGenerator generator, long seed) implements ImageSource {

  @Override
  public List<RgbImage> images(int first, List<String> captions) {
    List<ImageRequest> requests = new ArrayList<>();
    for (int i = 0; i < captions.size(); i++) {
      requests.add(new ImageRequest(captions.get(i), seed + first + i, OptionalDouble.empty()));
    }
    return generator.generate(requests).stream().map(GeneratedImage::image).toList();
  }
}
