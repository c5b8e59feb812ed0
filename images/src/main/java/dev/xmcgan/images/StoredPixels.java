package dev.xmcgan.images;

import com.luciad.imageio.webp.WebPReadParam;
import dev.xmcgan.images.colour.EmbeddedColours;
import dev.xmcgan.images.containers.CorruptImageCheck;
import dev.xmcgan.images.containers.DamagedImageException;
import dev.xmcgan.images.containers.PngChunks;
import dev.xmcgan.images.containers.WebPFrame;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadProgressListener;
import org.w3c.dom.Node;

/** The pixels of a file as they are stored: not yet upright, their colours not yet converted. */
final class StoredPixels {
  private static final String GIF_FRAME = "javax_imageio_gif_image_1.0";

  private StoredPixels() {}

  /**
   * Reads the first frame over white.
   *
   * @param step every how-manieth column and row is kept
   * @throws IOException when it cannot be decoded, or not without damage
   */
  static RgbImage read(ImageFileType type, byte[] file, ImageHeader header, int step)
      throws IOException {
    return switch (type) {
      case PNG -> frame(type, PngChunks.pixelsOnly(file), step, false);
      case JPEG -> frame(type, EmbeddedColours.withoutUnusedProfile(file), step, false);
      case BMP -> frame(type, file, step, false);
      case WEBP -> webp(file, header, step);
      case GIF -> gif(file, header, step);
    };
  }

  private static RgbImage webp(byte[] file, ImageHeader header, int step) throws IOException {
    WebPFrame frame = WebPFrame.firstOf(file);
    RgbImage pixels = frame(ImageFileType.WEBP, frame.file(), step, false);
    return frame.isWhole()
        ? pixels
        : onCanvas(pixels, frame.left() / step, frame.top() / step, header, step);
  }

  private static RgbImage gif(byte[] file, ImageHeader header, int step) throws IOException {
    ImageReader reader = ImageFileType.GIF.newReader();
    int left;
    int top;
    try (var input = new BoundedImageStream(file)) {
      reader.setInput(input, false, false);
      Node place = reader.getImageMetadata(0).getAsTree(GIF_FRAME).getFirstChild();
      left = number(place, "imageLeftPosition");
      top = number(place, "imageTopPosition");
    } finally {
      reader.dispose();
    }
    RgbImage pixels = frame(ImageFileType.GIF, file, step, true);
    return onCanvas(pixels, left / step, top / step, header, step);
  }

  private static int number(Node node, String attribute) {
    return Integer.parseInt(node.getAttributes().getNamedItem(attribute).getNodeValue());
  }

  private static RgbImage frame(
      ImageFileType type, byte[] file, int step, boolean progressTellsTheEnd) throws IOException {
    ImageReader reader = type.newReader();
    try (var input = new BoundedImageStream(file)) {
      reader.setInput(input, true, true);
      List<String> warnings = new ArrayList<>();
      reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
      Progress progress = new Progress();
      reader.addIIOReadProgressListener(progress);
      BufferedImage image = reader.read(0, parameters(reader, step));
      for (String warning : warnings) {
        if (CorruptImageCheck.isDamage(warning)) {
          throw new DamagedImageException(warning);
        }
      }
      if (progressTellsTheEnd && progress.percent < 100) {
        throw new DamagedImageException("it ends too early");
      }
      return RgbPixels.overWhite(image);
    } finally {
      reader.dispose();
    }
  }

  private static ImageReadParam parameters(ImageReader reader, int step) throws IOException {
    ImageReadParam parameters = reader.getDefaultReadParam();
    if (parameters instanceof WebPReadParam webp) {
      webp.setUseScaling(step > 1);
      webp.setScaledWidth(scaled(reader.getWidth(0), step));
      webp.setScaledHeight(scaled(reader.getHeight(0), step));
    } else {
      parameters.setSourceSubsampling(step, step, 0, 0);
    }
    return parameters;
  }

  private static RgbImage onCanvas(
      RgbImage frame, int left, int top, ImageHeader header, int step) {
    int width = scaled(header.width(), step);
    int height = scaled(header.height(), step);
    if (frame.width() == width && frame.height() == height) {
      return frame;
    }
    RgbImage canvas = RgbImage.plain(width, height, (byte) 0xff);
    int columns = Math.min(frame.width(), width - left);
    for (int y = 0; y < Math.min(frame.height(), height - top) && columns > 0; y++) {
      System.arraycopy(
          frame.rgb(),
          RgbImage.COLOURS * y * frame.width(),
          canvas.rgb(),
          RgbImage.COLOURS * ((top + y) * width + left),
          RgbImage.COLOURS * columns);
    }
    return canvas;
  }

  private static int scaled(int edge, int step) {
    return (edge + step - 1) / step;
  }

  /** The GIF reader ends in silence where its data do; only its progress tells. */
  private static final class Progress implements IIOReadProgressListener {
    private float percent;

    @Override
    public void imageProgress(ImageReader source, float percentageDone) {
      percent = percentageDone;
    }

    @Override
    public void sequenceStarted(ImageReader source, int minIndex) {}

    @Override
    public void sequenceComplete(ImageReader source) {}

    @Override
    public void imageStarted(ImageReader source, int imageIndex) {}

    @Override
    public void imageComplete(ImageReader source) {}

    @Override
    public void thumbnailStarted(ImageReader source, int imageIndex, int thumbnailIndex) {}

    @Override
    public void thumbnailProgress(ImageReader source, float percentageDone) {}

    @Override
    public void thumbnailComplete(ImageReader source) {}

    @Override
    public void readAborted(ImageReader source) {}
  }
}
