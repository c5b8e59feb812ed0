package dev.xmcgan.datasets.scenes.rendering;

import dev.xmcgan.datasets.scenes.Background;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.util.SplittableRandom;

/** Paints a background's gradient and texture; coordinates are those of a 64-pixel image. */
final class BackgroundPainter {
  private static final int SIZE = SceneRenderer.REFERENCE_SIZE;

  private final Graphics2D graphics;
  private final SplittableRandom random;

  BackgroundPainter(Graphics2D graphics, SplittableRandom random) {
    this.graphics = graphics;
    this.random = random;
  }

  /** Colours at the top and the bottom edge, {@code 0xRRGGBB}, before jitter. */
  static int[] gradient(Background background) {
    return switch (background) {
      case SKY -> new int[] {0x5ea6ee, 0xc4e2fb};
      case GRASS -> new int[] {0x5fa648, 0x2f7a2c};
      case SAND -> new int[] {0xf0deb0, 0xd6b57c};
      case NIGHT -> new int[] {0x080a24, 0x23255a};
      case WATER -> new int[] {0x2b9aa8, 0x0f5f74};
      case SNOW -> new int[] {0xf7fafd, 0xcfdcea};
      case SUNSET -> new int[] {0x5a2a78, 0xf7945a};
    };
  }

  /** How far single pixels of the background stray in brightness, of 255. */
  static double grain(Background background) {
    return switch (background) {
      case SAND -> 14;
      case GRASS -> 9;
      case SNOW -> 4;
      case SKY, NIGHT, WATER, SUNSET -> 2;
    };
  }

  /** What lies over the gradient. */
  void paintTexture(Background background) {
    switch (background) {
      case SKY -> clouds(new Color(255, 255, 255), 0.55, 3);
      case GRASS -> blades();
      case SAND -> ripples();
      case NIGHT -> stars();
      case WATER -> waves();
      case SNOW -> flakes();
      case SUNSET -> bands();
    }
  }

  private void clouds(Color color, double alpha, int count) {
    graphics.setColor(Tints.withAlpha(color, alpha));
    for (int i = 0; i < count; i++) {
      double x = random.nextDouble(0, SIZE);
      double y = random.nextDouble(0, SIZE);
      for (int part = 0; part < 4; part++) {
        double width = random.nextDouble(7, 13);
        double left = x + part * 4.5 - 10;
        graphics.fill(
            new Ellipse2D.Double(left, y + random.nextDouble(-1.5, 1.5), width, width * 0.42));
      }
    }
  }

  private void blades() {
    graphics.setStroke(new BasicStroke(0.7f));
    for (int i = 0; i < 110; i++) {
      Color color = i % 2 == 0 ? new Color(0x86c45c) : new Color(0x226626);
      graphics.setColor(Tints.withAlpha(color, 0.7));
      double x = random.nextDouble(0, SIZE);
      double y = random.nextDouble(0, SIZE + 4);
      graphics.draw(
          new Line2D.Double(x, y, x + random.nextDouble(-1.2, 1.2), y - random.nextDouble(2, 4.5)));
    }
  }

  private void ripples() {
    graphics.setStroke(new BasicStroke(0.8f));
    graphics.setColor(new Color(0xb8, 0x92, 0x58, 90));
    for (int i = 0; i < 6; i++) {
      wave(random.nextDouble(0, SIZE), random.nextDouble(18, 30), 1.6);
    }
  }

  private void waves() {
    graphics.setStroke(new BasicStroke(1f));
    for (int i = 0; i < 11; i++) {
      graphics.setColor(new Color(0xc8, 0xf0, 0xf4, i % 2 == 0 ? 120 : 70));
      wave(i * 6.2 + random.nextDouble(-1.5, 1.5), random.nextDouble(8, 12), 1.5);
    }
  }

  private void wave(double y, double length, double height) {
    Path2D path = new Path2D.Double();
    double start = -random.nextDouble(0, 2 * length);
    path.moveTo(start, y);
    double side = -1;
    for (double x = start; x < SIZE; x += length) {
      path.quadTo(x + length / 2, y + side * 2 * height, x + length, y);
      side = -side;
    }
    graphics.draw(path);
  }

  private void stars() {
    for (int i = 0; i < 34; i++) {
      double size = random.nextDouble(0.5, 1.3);
      graphics.setColor(new Color(255, 255, 225, random.nextInt(110, 250)));
      graphics.fill(
          new Ellipse2D.Double(random.nextDouble(0, SIZE), random.nextDouble(0, SIZE), size, size));
    }
  }

  private void flakes() {
    for (int i = 0; i < 26; i++) {
      double size = random.nextDouble(1, 2.2);
      boolean bright = i % 3 != 0;
      graphics.setColor(bright ? new Color(255, 255, 255, 235) : new Color(150, 172, 200, 110));
      graphics.fill(
          new Ellipse2D.Double(random.nextDouble(0, SIZE), random.nextDouble(0, SIZE), size, size));
    }
  }

  private void bands() {
    for (int i = 0; i < 5; i++) {
      graphics.setColor(new Color(255, 210, 150, random.nextInt(35, 80)));
      double height = random.nextDouble(1.5, 4);
      graphics.fill(
          new Ellipse2D.Double(
              random.nextDouble(-30, 30), random.nextDouble(12, SIZE), 70, height));
    }
  }
}
