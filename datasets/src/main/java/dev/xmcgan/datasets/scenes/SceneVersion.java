package dev.xmcgan.datasets.scenes;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

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
    MessageDigest digest = sha256();
    for (int i = 0; i < SAMPLE; i++) {
      Scene scene = sampler.scene(i);
      BufferedImage image = renderer.render(scene);
      int[] pixels =
          image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
      ByteBuffer bytes = ByteBuffer.allocate(pixels.length * Integer.BYTES);
      bytes.asIntBuffer().put(pixels);
      digest.update(bytes);
      String told = String.join("\n", SceneCaptions.of(scene, true)) + GroundTruth.json(scene);
      digest.update(told.getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
