package dev.xmcgan.datasets.scenes.rendering;

import dev.xmcgan.datasets.scenes.SceneObject;
import dev.xmcgan.datasets.scenes.SceneShape;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/** The outline of each shape about the origin, with a radius of about 1; y grows downwards. */
final class ShapeOutlines {
  private static final int STAR_POINTS = 5;

  private ShapeOutlines() {}

  static Shape of(SceneShape shape) {
    return switch (shape) {
      case CIRCLE -> circle(0, 0, 1);
      case SQUARE -> new Rectangle2D.Double(-0.88, -0.88, 1.76, 1.76);
      case TRIANGLE -> polygon(0, -1.0, 1.05, 0.85, -1.05, 0.85);
      case STAR -> star();
      case HEART -> heart();
      case CROSS -> cross();
      case RING -> without(circle(0, 0, 1), circle(0, 0, 0.52));
      case DIAMOND -> polygon(0, -1.08, 0.74, 0, 0, 1.08, -0.74, 0);
      case HEXAGON -> hexagon();
      case MOON -> without(circle(-0.1, 0, 1), circle(0.42, -0.12, 0.82));
      case ARROW ->
          polygon(-1.05, -0.3, 0.1, -0.3, 0.1, -0.85, 1.05, 0, 0.1, 0.85, 0.1, 0.3, -1.05, 0.3);
    };
  }

  private static Shape star() {
    double[] points = new double[4 * STAR_POINTS];
    for (int i = 0; i < 2 * STAR_POINTS; i++) {
      double radius = i % 2 == 0 ? 1.1 : 0.46;
      double angle = Math.PI * i / STAR_POINTS;
      points[2 * i] = radius * Math.sin(angle);
      points[2 * i + 1] = -radius * Math.cos(angle) + 0.06;
    }
    return polygon(points);
  }

  private static Shape heart() {
    Path2D path = new Path2D.Double();
    path.moveTo(0, 1.0);
    path.curveTo(-0.45, 0.6, -1.08, 0.2, -1.08, -0.36);
    path.curveTo(-1.08, -1.06, -0.22, -1.12, 0, -0.46);
    path.curveTo(0.22, -1.12, 1.08, -1.06, 1.08, -0.36);
    path.curveTo(1.08, 0.2, 0.45, 0.6, 0, 1.0);
    path.closePath();
    return path;
  }

  private static Shape cross() {
    Area area = new Area(new Rectangle2D.Double(-1, -0.33, 2, 0.66));
    area.add(new Area(new Rectangle2D.Double(-0.33, -1, 0.66, 2)));
    return area;
  }

  private static Shape hexagon() {
    double[] points = new double[12];
    for (int i = 0; i < 6; i++) {
      points[2 * i] = 1.05 * Math.cos(Math.PI * i / 3);
      points[2 * i + 1] = 1.05 * Math.sin(Math.PI * i / 3);
    }
    return polygon(points);
  }

  private static Shape circle(double x, double y, double radius) {
    return new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius);
  }

  private static Shape without(Shape shape, Shape hole) {
    Area area = new Area(shape);
    area.subtract(new Area(hole));
    return area;
  }

  private static Shape polygon(double... points) {
    Path2D path = new Path2D.Double();
    path.moveTo(points[0], points[1]);
    for (int i = 2; i < points.length; i += 2) {
      path.lineTo(points[i], points[i + 1]);
    }
    path.closePath();
    return path;
  }

  /** The outline of an object where it stands, in pixels of a 64-pixel image. */
  static Shape of(SceneObject object, double tilt) {
    AffineTransform place = AffineTransform.getTranslateInstance(object.x(), object.y());
    place.rotate(tilt);
    place.scale(object.radius(), object.radius());
    return place.createTransformedShape(of(object.shape()));
  }
}
