package dev.xmcgan.lab.evaluation;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.images.ImageDecoder;
import dev.xmcgan.images.ImageLimits;
import dev.xmcgan.images.RgbImage;
import dev.xmcgan.images.UnusableImageException;

/** Decodes what is evaluated: the same formats that curation takes, of almost any size. */
final class ImageReading {
  private static final ImageDecoder DECODER =
      new ImageDecoder(new ImageLimits(64 << 20, 100_000_000, 1));

  private ImageReading() {}

  /**
   * The image of a file.
   *
   * @param name of the file, for the message of a failure
   */
  static RgbImage decode(String name, byte[] file) {
    try {
      return DECODER.decode(file);
    } catch (UnusableImageException e) {
      throw CommandException.failed(name + " has no image that can be read: " + e.getMessage());
    }
  }
}
