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
import dev.xmcgan.model.layers.ScriptModule;
import dev.xmcgan.safetensors.Sha256;
import java.io.IOException;
import java.io.InputStream;
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

  /**
   * The name of an encoder without weights, for an image's layout alone: the mean colours of nine
   * overlapping squares of half the edge, from their mean, (B,27). That what a caption calls left
   * is left, a discriminator teaches late: its features are means over the image.
   */
  public static final String COLOUR_LAYOUT = "colour-layout";

  /**
   * The name of another without weights, for how much there is of which colours wherever it is: the
   * Gram matrix, over pixels, of how far red, green and blue are above the image's mean and how far
   * below, (B,36). It shows sizes, and of captions that leave open where things are it does not ask
   * for the mean of all places, as an image's layout does.
   */
  public static final String COLOUR_AMOUNTS = "colour-amounts";

  private static final Map<String, String> SOURCES =
      Map.of(
          COLOUR_LAYOUT, "colour_layout.torchscript",
          COLOUR_AMOUNTS, "colour_amounts.torchscript");
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
   * Loads a TorchScript file, or {@link #COLOUR_LAYOUT} or {@link #COLOUR_AMOUNTS}.
   *
   * @throws IOException naming the file when it is missing or no TorchScript module
   */
  public static PretrainedImageEncoder load(Path file, Device device) throws IOException {
    if (isBuiltIn(file)) {
      String name = file.toString();
      String source = ScriptModule.source(PretrainedImageEncoder.class, SOURCES.get(name));
      try (InputStream archive = ScriptModule.archive(source)) {
        return load(file, name, model -> model.load(archive), device);
      }
    }
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(file.toString(), null, "no such image encoder");
    }
    Path absolute = file.toAbsolutePath();
    return load(
        file,
        file.getFileName() + "@" + Sha256.of(file, ID_HASH_DIGITS),
        // loaded plainly, its weights would be inference tensors, which no gradient may pass
        model ->
            model.load(
                absolute.getParent(),
                absolute.getFileName().toString(),
                Map.of(TRAINABLE, "true", "mapLocation", "true")),
        device);
  }

  private static PretrainedImageEncoder load(Path file, String id, Source source, Device device)
      throws IOException {
    Model model = Model.newInstance("pretrained-image-encoder", device);
    boolean loaded = false;
    try {
      source.into(model);
      PretrainedImageEncoder encoder = new PretrainedImageEncoder(id, model);
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

  /** Whether this names an encoder that comes with the library. */
  public static boolean isBuiltIn(Path file) {
    return SOURCES.containsKey(file.toString());
  }

  /**
   * File name, {@code @}, and the first 12 hex digits of the SHA-256 of the file; of one that comes
   * with the library its name.
   */
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
   * @param real {@code (B,3,H,W)}, a constant; a network from a file looks at each image once
   */
  public InfoNce match(NDArray fake, NDArray real) {
    // the library's own are cheaper than a look whether an image is known
    NDArray seen = SOURCES.containsKey(id) ? features(real) : this.real.of(real);
    return ContrastiveLoss.between(features(fake), seen.stopGradient());
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

  /** Where a module comes from. */
  @FunctionalInterface
  private interface Source {
    void into(Model model) throws IOException, MalformedModelException;
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
