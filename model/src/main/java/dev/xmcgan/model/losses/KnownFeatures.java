package dev.xmcgan.model.losses;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.safetensors.Sha256;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What a frozen encoder sees in real images, which training shows it again and again: each is
 * looked at once, for as long as it is remembered. One by one, so that what comes out does not hang
 * on which others were known, and a training that is resumed goes on bit by bit as one that was
 * not. Not thread-safe.
 */
final class KnownFeatures {
  private final UnaryOperator<NDArray> encoder;
  private final long mostBytes;
  private final Map<String, float[]> known;

  /**
   * @param encoder {@code (1,3,H,W)} to {@code (1,K)}
   * @param mostBytes of features remembered, which may be few or many an image; those of images
   *     that were not seen for longest go first
   */
  KnownFeatures(UnaryOperator<NDArray> encoder, long mostBytes) {
    this.encoder = encoder;
    this.mostBytes = mostBytes;
    this.known = new LinkedHashMap<>(16, 0.75f, true);
  }

  /**
   * The features of a batch, constants.
   *
   * @param images {@code (B,3,H,W)} float32
   * @return {@code (B,K)}, attached to the images' manager
   */
  NDArray of(NDArray images) {
    int batch = (int) images.getShape().get(0);
    ByteBuffer bytes = images.toByteBuffer();
    int each = bytes.remaining() / batch;
    List<float[]> rows = new ArrayList<>();
    for (int i = 0; i < batch; i++) {
      String hash = HexFormat.of().formatHex(new Sha256().add(bytes.slice(i * each, each)).bytes());
      float[] features = known.get(hash);
      if (features == null) {
        features = look(images, i);
        known.put(hash, features);
      }
      rows.add(features);
    }
    long excess = Math.max(0, known.size() - mostBytes / (Float.BYTES * rows.get(0).length));
    known.keySet().removeAll(known.keySet().stream().limit(excess).toList());
    return matrix(images.getManager(), rows);
  }

  private float[] look(NDArray images, int index) {
    try (NDManager scope = images.getManager().newSubManager()) {
      NDArray image = images.get(new NDIndex("{}:{}", index, index + 1));
      image.attach(scope);
      return encoder.apply(image).toFloatArray();
    }
  }

  private static NDArray matrix(NDManager manager, List<float[]> rows) {
    int width = rows.get(0).length;
    float[] values = new float[rows.size() * width];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(rows.get(i), 0, values, i * width, width);
    }
    return manager.create(values, new Shape(rows.size(), width));
  }
}
