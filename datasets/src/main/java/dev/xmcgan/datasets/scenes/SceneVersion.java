package dev.xmcgan.datasets.scenes;

import dev.xmcgan.datasets.scenes.rendering.SceneRenderer;
import dev.xmcgan.images.RgbImage;
import dev.xmcgan.safetensors.Sha256;
import java.nio.ByteBuffer;

/**
 * Names the data set by what it looks like: a hash over the pixels, captions and ground truth of a
 * sample of scenes. Whatever changes them changes the version.
 */
public final class SceneVersion {
  private static final int SAMPLE = 24;
  private static final int DIGITS = 8;

  /** Computed on first use, once. */
  private static final class Current {
    static final String VERSION = compute(new SceneRenderer(SceneRenderer.REFERENCE_SIZE));
  }

  private SceneVersion() {}

  /** Eight hex digits. */
  public static String current() {
    return Current.VERSION;
  }

  static String compute(SceneRenderer renderer) {
    SceneSampler sampler = new SceneSampler(0, Split.TRAIN, Drift.everythingFrom(SAMPLE / 2));
    Sha256 hash = new Sha256();
    for (int i = 0; i < SAMPLE; i++) {
      Scene scene = sampler.scene(i);
      hash.add(opaque(renderer.render(scene)));
      String told = String.join("\n", SceneCaptions.of(scene, true)) + GroundTruth.json(scene);
      hash.add(told);
    }
    return hash.hex().substring(0, DIGITS);
  }

  /** As alpha, red, green, blue: the form that the versions given so far were made of. */
  private static ByteBuffer opaque(RgbImage image) {
    ByteBuffer bytes = ByteBuffer.allocate(image.width() * image.height() * Integer.BYTES);
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        bytes.putInt(0xff000000 | image.pixel(x, y));
      }
    }
    return bytes.flip();
  }
}
