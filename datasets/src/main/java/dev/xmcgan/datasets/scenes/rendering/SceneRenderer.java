package dev.xmcgan.datasets.scenes.rendering;

import dev.xmcgan.datasets.scenes.Background;
import dev.xmcgan.datasets.scenes.Scene;
import dev.xmcgan.datasets.scenes.SceneObject;
import dev.xmcgan.images.RgbImage;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.SplittableRandom;

/**
 * Draws a scene. Texture and objects are painted at four times the size and shrunk by area, over a
 * gradient made at the final size. The same scene and size always give the same pixels.
 */
public final class SceneRenderer {
  /** Positions and radii are in pixels of an image of this edge. */
  public static final int REFERENCE_SIZE = 64;

  private static final int SMALLEST = 32;
  private static final int LARGEST = 1024;

  /** Times the size at which is painted. */
  private static final int OVERSAMPLING = 4;

  private static final float RIM_WIDTH = 1.1f;
  private static final double LARGEST_TILT = Math.toRadians(5);

  private final int size;

  /**
   * @param size edge of the images in pixels, a power of two from 32 to 1024
   */
  public SceneRenderer(int size) {
    if (size < SMALLEST || size > LARGEST || Integer.bitCount(size) != 1) {
      throw new IllegalArgumentException(
          "image size must be a power of two from %d to %d, is %d"
              .formatted(SMALLEST, LARGEST, size));
    }
    this.size = size;
  }

  /** The image of a scene: RGB, {@code size × size}. */
  public RgbImage render(Scene scene) {
    SplittableRandom random = new SplittableRandom(scene.detail());
    int[] pixels = new int[size * size];
    paintGradient(pixels, scene.background(), random.split());
    int[] layer = paintLayer(scene, random.split());
    compose(pixels, layer);
    return RgbImage.ofPacked(size, size, pixels);
  }

  private void paintGradient(int[] pixels, Background background, SplittableRandom random) {
    int[] ends = BackgroundPainter.gradient(background);
    Color top = Tints.jittered(ends[0], random);
    Color bottom = Tints.jittered(ends[1], random);
    double grain = BackgroundPainter.grain(background);
    for (int y = 0; y < size; y++) {
      double share = (y + 0.5) / size;
      for (int x = 0; x < size; x++) {
        double stray = grain * random.nextDouble(-1, 1);
        pixels[y * size + x] =
            mixed(top.getRed(), bottom.getRed(), share, stray) << 16
                | mixed(top.getGreen(), bottom.getGreen(), share, stray) << 8
                | mixed(top.getBlue(), bottom.getBlue(), share, stray);
      }
    }
  }

  private static int mixed(int from, int to, double share, double stray) {
    return (int) Math.max(0, Math.min(255, Math.round(from + (to - from) * share + stray)));
  }

  private int[] paintLayer(Scene scene, SplittableRandom random) {
    int edge = size * OVERSAMPLING;
    BufferedImage layer = new BufferedImage(edge, edge, BufferedImage.TYPE_INT_ARGB_PRE);
    Graphics2D graphics = layer.createGraphics();
    try {
      graphics.setRenderingHint(
          RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
      graphics.scale((double) edge / REFERENCE_SIZE, (double) edge / REFERENCE_SIZE);
      new BackgroundPainter(graphics, random.split()).paintTexture(scene.background());
      for (SceneObject object : scene.objects()) {
        paint(graphics, object, random.split());
      }
    } finally {
      graphics.dispose();
    }
    return ((DataBufferInt) layer.getRaster().getDataBuffer()).getData();
  }

  private static void paint(Graphics2D graphics, SceneObject object, SplittableRandom random) {
    Color color = Tints.jittered(object.colour().rgb(), random);
    Shape outline = ShapeOutlines.of(object, random.nextDouble(-LARGEST_TILT, LARGEST_TILT));
    graphics.setColor(color);
    graphics.fill(outline);
    graphics.setColor(Tints.rim(color));
    graphics.setStroke(new BasicStroke(RIM_WIDTH, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    graphics.draw(outline);
  }

  /** Shrinks the layer by area and lays it over the pixels; alpha is premultiplied. */
  private void compose(int[] pixels, int[] layer) {
    int edge = size * OVERSAMPLING;
    int area = OVERSAMPLING * OVERSAMPLING;
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        int alpha = 0;
        int red = 0;
        int green = 0;
        int blue = 0;
        for (int v = 0; v < OVERSAMPLING; v++) {
          int from = (y * OVERSAMPLING + v) * edge + x * OVERSAMPLING;
          for (int u = from; u < from + OVERSAMPLING; u++) {
            int argb = layer[u];
            alpha += argb >>> 24;
            red += argb >> 16 & 0xff;
            green += argb >> 8 & 0xff;
            blue += argb & 0xff;
          }
        }
        int under = pixels[y * size + x];
        int clear = 255 * area - alpha;
        pixels[y * size + x] =
            over(red, under >> 16 & 0xff, clear, area) << 16
                | over(green, under >> 8 & 0xff, clear, area) << 8
                | over(blue, under & 0xff, clear, area);
      }
    }
  }

  private static int over(int sum, int under, int clear, int area) {
    int value = (255 * sum + under * clear + 255 * area / 2) / (255 * area);
    return Math.min(255, value);
  }
}
