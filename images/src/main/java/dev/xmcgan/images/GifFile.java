package dev.xmcgan.images;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOInvalidTreeException;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;

/**
 * Animated GIF files: images one after the other, for ever. A GIF has 256 colours an image, so it
 * is for looking at; PNG is what was drawn.
 */
public final class GifFile {
  private static final String IMAGE_FORMAT = "javax_imageio_gif_image_1.0";
  private static final int HUNDREDTH_MILLIS = 10;

  /** Netscape's extension: sub-block 1, repeated so often; 0 = for ever. */
  private static final byte[] FOR_EVER = {1, 0, 0};

  private GifFile() {}

  /**
   * The bytes of the file. The same images give the same bytes.
   *
   * @param images at least one, all of the same size
   * @param each how long each is shown, in whole hundredths of a second
   */
  public static byte[] encode(List<RgbImage> images, Duration each) {
    if (images.isEmpty()) {
      throw new IllegalArgumentException("an animation without images");
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (ImageOutputStream output = ImageIO.createImageOutputStream(file)) {
      writer.setOutput(output);
      writer.prepareWriteSequence(null);
      for (RgbImage image : images) {
        requireSize(image, images.get(0));
        BufferedImage pixels = pixels(image);
        writer.writeToSequence(new IIOImage(pixels, null, metadata(writer, pixels, each)), null);
      }
      writer.endWriteSequence();
    } catch (IOException e) {
      throw new UncheckedIOException("a GIF could not be written into memory", e);
    } finally {
      writer.dispose();
    }
    return file.toByteArray();
  }

  private static void requireSize(RgbImage image, RgbImage first) {
    if (image.width() != first.width() || image.height() != first.height()) {
      throw new IllegalArgumentException(
          "%d x %d pixels among images of %d x %d"
              .formatted(image.width(), image.height(), first.width(), first.height()));
    }
  }

  private static BufferedImage pixels(RgbImage image) {
    BufferedImage pixels =
        new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        pixels.setRGB(x, y, image.pixel(x, y));
      }
    }
    return pixels;
  }

  private static IIOMetadata metadata(ImageWriter writer, BufferedImage image, Duration each)
      throws IIOInvalidTreeException {
    IIOMetadata metadata = writer.getDefaultImageMetadata(new ImageTypeSpecifier(image), null);
    IIOMetadataNode root = new IIOMetadataNode(IMAGE_FORMAT);
    IIOMetadataNode control = new IIOMetadataNode("GraphicControlExtension");
    control.setAttribute("disposalMethod", "none");
    control.setAttribute("userInputFlag", "FALSE");
    control.setAttribute("transparentColorFlag", "FALSE");
    control.setAttribute("transparentColorIndex", "0");
    control.setAttribute("delayTime", Long.toString(each.toMillis() / HUNDREDTH_MILLIS));
    root.appendChild(control);
    IIOMetadataNode extensions = new IIOMetadataNode("ApplicationExtensions");
    IIOMetadataNode netscape = new IIOMetadataNode("ApplicationExtension");
    netscape.setAttribute("applicationID", "NETSCAPE");
    netscape.setAttribute("authenticationCode", "2.0");
    netscape.setUserObject(FOR_EVER.clone());
    extensions.appendChild(netscape);
    root.appendChild(extensions);
    metadata.mergeTree(IMAGE_FORMAT, root);
    return metadata;
  }
}
