package dev.xmcgan.model.generation;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.xmcgan.model.checkpoint.CheckpointException;
import dev.xmcgan.model.checkpoint.CheckpointFiles;
import dev.xmcgan.model.checkpoint.GeneratorWeights;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.config.Precision;
import dev.xmcgan.model.config.SelfModulation;
import dev.xmcgan.model.generator.AttendedImages;
import dev.xmcgan.model.generator.Generator;
import dev.xmcgan.model.generator.PreparedGenerator;
import dev.xmcgan.model.text.ReadCaption;
import dev.xmcgan.model.text.TextEncoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * A loaded checkpoint that draws images. The same request gives the same bytes whatever else is in
 * the batch, on any machine of the same kind. Safe for use by several threads, which draw beside
 * each other with the same weights; {@link #close} waits for all of them.
 */
public final class ImageGenerator implements AutoCloseable {

  private final Path directory;
  private final Generator generator;
  private final PreparedGenerator prepared;
  private final PassInputs inputs;
  private final NDManager manager;
  private final PassSizes passSizes;

  // weights are only read while drawing: shared by those who draw, exclusive for who frees them
  private final ReadWriteLock use = new ReentrantReadWriteLock();
  private boolean closed;

  private ImageGenerator(
      Path directory,
      ModelConfig config,
      GeneratorWeights weights,
      TextEncoder encoder,
      NDManager manager,
      Precision precision) {
    this.directory = directory;
    this.generator = new Generator(config);
    this.prepared = generator.prepare(weights.parameters(), weights.statistics(), precision);
    this.inputs = new PassInputs(config, encoder);
    this.manager = manager;
    this.passSizes = PassSizes.of(config, manager.getDevice(), precision, JniUtils.getNumThreads());
  }

  /**
   * Loads {@code config.json} and {@code generator.safetensors}.
   *
   * @param encoder the text encoder that the model was trained with; it stays the caller's
   * @throws CheckpointException when a file is missing, broken or does not fit
   */
  public static ImageGenerator load(Path checkpointDirectory, TextEncoder encoder, Device device)
      throws IOException {
    return load(checkpointDirectory, encoder, device, Precision.FLOAT32);
  }

  /** As above, with maps and kernels of another precision. */
  public static ImageGenerator load(
      Path checkpointDirectory, TextEncoder encoder, Device device, Precision precision)
      throws IOException {
    ModelConfig config = CheckpointFiles.readConfig(checkpointDirectory);
    if (config.textWidth() != encoder.width()) {
      throw new CheckpointException(
          checkpointDirectory.resolve(CheckpointFiles.CONFIG),
          "textWidth is "
              + config.textWidth()
              + " but the text encoder "
              + encoder.id()
              + " gives "
              + encoder.width());
    }
    NDManager manager = NDManager.newBaseManager(device);
    boolean loaded = false;
    try {
      GeneratorWeights weights =
          CheckpointFiles.readGenerator(checkpointDirectory, config, manager);
      ImageGenerator generator =
          new ImageGenerator(checkpointDirectory, config, weights, encoder, manager, precision);
      loaded = true;
      return generator;
    } finally {
      if (!loaded) {
        manager.close();
      }
    }
  }

  /** The configuration in the checkpoint. */
  public ModelConfig config() {
    return generator.config();
  }

  /** How much of a caption it reads. */
  public ReadCaption read(String caption) {
    return inputs.encoder().read(caption, config().maxWords());
  }

  /**
   * Draws one image for each request, in order.
   *
   * @throws IllegalStateException after {@link #close}
   */
  public List<GeneratedImage> generate(List<ImageRequest> requests) {
    return whileOpen(() -> passSizes.inPasses(requests, this::drawProbes, this::drawPass));
  }

  /**
   * Reads the captions ahead of {@link #generate}, which then finds them read; for a thread beside
   * the one that draws. How many stay read is the text encoder's cache's matter.
   */
  public void readCaptions(List<ImageRequest> requests) {
    whileOpen(
        () -> {
          try (NDManager scope = manager.newSubManager()) {
            return inputs.text(scope, requests).lengths();
          }
        });
  }

  /**
   * As {@link #generate}, the same bytes, with the attention over words of the passes that drew
   * them. What lies between two captions comes without, for its words are nobody's, and so does all
   * that a model draws that attends to no words.
   *
   * @throws IllegalStateException after {@link #close}
   */
  public List<AttendedImage> generateAttended(List<ImageRequest> requests) {
    return whileOpen(() -> passSizes.inPasses(requests, this::drawProbes, this::drawAttendedPass));
  }

  /**
   * Makes ready what the first batches would wait for: tries out the pass sizes that batches up to
   * {@code maxBatch} will use, unless a generator of the same shapes did, and draws once.
   */
  public void warmUp(int maxBatch) {
    whileOpen(
        () -> {
          for (int batch = 1; batch <= maxBatch; batch *= 2) {
            passSizes.plan(batch, this::drawProbes);
          }
          return maxBatch;
        });
    generate(List.of(new ImageRequest(Probes.CAPTION, 0, OptionalDouble.empty())));
  }

  /**
   * Draws a few images and looks at them.
   *
   * @throws CheckpointException when one is not finite, of the wrong size or of a single colour
   */
  public void selfCheck() throws CheckpointException {
    List<ImageRequest> requests = Probes.requests();
    List<GeneratedImage> images = generate(requests);
    for (int i = 0; i < images.size(); i++) {
      GeneratedImage image = images.get(i);
      String problem = Probes.problemOf(image, config().imageSize());
      if (!problem.isEmpty()) {
        throw new CheckpointException(
            directory, "draws " + problem + " for seed " + requests.get(i).seed());
      }
    }
  }

  /** How many native arrays live between two batches, for tests. */
  int nativeArrays() {
    return manager.getManagedArrays().size() + prepared.nativeArrays();
  }

  /** Frees every native array; waits for batches that are being drawn. */
  @Override
  public void close() {
    use.writeLock().lock();
    try {
      closed = true;
      manager.close();
    } finally {
      use.writeLock().unlock();
    }
  }

  private List<GeneratedImage> drawPass(List<ImageRequest> requests) {
    try (NDManager scope = manager.newSubManager()) {
      return images(prepared.draw(inputs.noise(scope, requests), inputs.text(scope, requests)));
    }
  }

  private List<AttendedImage> drawAttendedPass(List<ImageRequest> requests) {
    if (config().modulation() != SelfModulation.ATTENTIONAL) {
      WordMaps none = new WordMaps(ModelConfig.ATTENTION_MAP, List.of(), List.of());
      return drawPass(requests).stream().map(image -> new AttendedImage(image, none)).toList();
    }
    try (NDManager scope = manager.newSubManager()) {
      AttendedImages drawn =
          prepared.drawAttended(inputs.noise(scope, requests), inputs.text(scope, requests));
      List<GeneratedImage> images = images(drawn.image());
      List<float[]> attention = BatchRows.of(drawn.attention()); // (256,T) each
      List<AttendedImage> attended = new ArrayList<>();
      for (int i = 0; i < images.size(); i++) {
        int words = config().maxWords();
        List<String> tokens = inputs.tokens(requests.get(i));
        attended.add(
            new AttendedImage(
                images.get(i),
                WordMaps.of(ModelConfig.ATTENTION_MAP, tokens, attention.get(i), words)));
      }
      return attended;
    }
  }

  private List<float[]> drawProbes(List<Integer> samples) {
    try (NDManager scope = manager.newSubManager()) {
      return BatchRows.of(
          prepared
              .draw(inputs.probeNoise(scope, samples), inputs.probeText(scope, samples))
              .transpose(0, 2, 3, 1));
    }
  }

  /** {@code (B,3,H,W)} as images. */
  private List<GeneratedImage> images(NDArray drawn) {
    return BatchRows.of(drawn.transpose(0, 2, 3, 1)).stream() // (H,W,3) each
        .map(values -> GeneratedImage.of(config().imageSize(), values, 0))
        .toList();
  }

  private <T> T whileOpen(Supplier<T> work) {
    use.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("the generator of " + directory + " is closed");
      }
      return work.get();
    } finally {
      use.readLock().unlock();
    }
  }
}
