package dev.xmcgan.lab.evaluation;

import dev.xmcgan.images.RgbImage;
import java.io.IOException;
import java.util.List;

/** Where generated images come from. */
@FunctionalInterface
interface ImageSource {

  /**
   * The images of captions.
   *
   * @param first number of the first caption; it counts up from there
   */
  List<RgbImage> images(int first, List<String> captions) throws IOException;
}
