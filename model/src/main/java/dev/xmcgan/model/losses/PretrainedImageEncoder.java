package dev.xmcgan.model.losses;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import dev.xmcgan.safetensors.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/**
 * A frozen image encoder trained elsewhere, read from a TorchScript file: {@code (B,3,H,W)} in
 * [0,1] to {@code (B,K)}. Resizing and normalising are the file's own business, so that ResNet-50's
 * class scores (official code), VGG-19's features (paper) and any other fit alike.
 *
 * <p>Gradients pass through it to the image; its weights and its batch norms' statistics stay as
 * they are: it always runs in evaluation mode. Not thread-safe.
 */
public final class PretrainedImageEncoder implements AutoCloseable {

  private static final String TRAINABLE = "trainParam";
  private static final int ID_HASH_DIGITS = 12;

  /** Of a thousand features an image, more images than the usual window of training has. */
  private static final long MOST_KNOWN_BYTES = 80_000_000;

  private final String id;
  private final Model model;
  private final PtSymbolBlock module;
  private final KnownFeatures real = new KnownFeatures(this::features, MOST_KNOWN_BYTES);

  private PretrainedImageEncoder(String id, Model model) {
    this.id = id;
    this.model = model;
    this.module = (PtSymbolBlock) model.getBlock();
  }

  /**
   * Loads a TorchScript file.
   *
   * @throws IOException naming the file when it is missing or no TorchScript module
   */
  public static PretrainedImageEncoder load(Path file, Device device) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(file.toString(), null, "no such image encoder");
    }
    Path absolute = file.toAbsolutePath();
    String name = file.getFileName().toString();
    Model model = Model.newInstance("pretrained-image-encoder", device);
    boolean loaded = false;
    try {
      // loaded plainly, its weights would be inference tensors, which no gradient may pass
      model.load(absolute.getParent(), name, Map.of(TRAINABLE, "true", "mapLocation", "true"));
      PretrainedImageEncoder encoder =
          new PretrainedImageEncoder(name + "@" + Sha256.of(file, ID_HASH_DIGITS), model);
      encoder.freeze();
      loaded = true;
      return encoder;
    } catch (EngineException | MalformedModelException e) {
      throw new IOException(file + ": no TorchScript module that can be loaded", e);
    } finally {
      if (!loaded) {
        model.close();
      }
    }
  }

  /** File name, {@code @}, and the first 12 hex digits of the SHA-256 of the file. */
  public String id() {
    return id;
  }

  /**
   * Looks at images; an open gradient collector follows.
   *
   * @param images {@code (B,3,H,W)} in [0,1]
   * @return {@code (B,K)}, attached to the images' manager
   * @throws IllegalStateException naming the encoder when its output is no such matrix
   */
  public NDArray features(NDArray images) {
    NDManager owner = images.getManager();
    try (NDManager scope = owner.newSubManager()) {
      // called past the block's own forward, which would switch batch norms to training mode
      NDList outputs = IValueUtils.forward(module, new NDList(images), true);
      scope.attachAll(outputs.toArray(new NDArray[0]));
      NDArray features = outputs.head(); // (B,K)
      Shape shape = features.getShape();
      long batch = images.getShape().get(0);
      if (shape.dimension() != 2 || shape.get(0) != batch) {
        throw new IllegalStateException(
            "image encoder " + id + " gives " + shape + ", expected (" + batch + ", K)");
      }
      features.attach(owner);
      return features;
    }
  }

  /**
   * The contrastive term of generated against real images of the same captions, τ = 0.1.
   *
   * @param fake {@code (B,3,H,W)}, gradients pass to it
   * @param real {@code (B,3,H,W)}, a constant; each image is looked at once
   */
  public InfoNce match(NDArray fake, NDArray real) {
    return ContrastiveLoss.between(features(fake), this.real.of(real));
  }

  /** Writes the module as it is now, for tests of what may not change in it. */
  void writeTo(OutputStream out) {
    JniUtils.writeModule(module, out, false);
  }

  /** Frees the module and its weights. */
  @Override
  public void close() {
    model.close();
  }

  /** No gradients for the weights, no training mode for batch norms and dropouts. */
  private void freeze() {
    JniUtils.enableInferenceMode(module);
    try (NDManager scope = model.getNDManager().newSubManager()) {
      NDList weights = JniUtils.moduleGetParams(module, (PtNDManager) scope);
      weights.forEach(weight -> weight.setRequiresGradient(false));
    }
  }
}
