package dev.xmcgan.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.captions.CaptionEncoder;
import dev.xmcgan.model.captions.CompatibleCaptions;
import dev.xmcgan.model.captions.FalseCaptions;
import dev.xmcgan.model.captions.FalseText;
import dev.xmcgan.model.captions.Negatives;
import dev.xmcgan.model.text.TextBatch;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What one update reads.
 *
 * @param images (B,3,S,S) in [0,1], channels-last in memory
 * @param text embeddings of the B captions that are drawn
 * @param judged of those that the discriminator reads, mostly the same
 * @param drawn (B,1,1,1), the same for each image that a generator drew and 0 for each real one, 1
 *     in the mean; none where all are real
 * @param assigned (B), the same for each real image that shall be drawn from the noise it came with
 *     and 0 for others, 1 in the mean; none where there is none
 * @param falseText false captions beside them; none where training does without
 * @param group which group of its batch it is, counted from 0: keeps their random numbers apart
 * @param repeated which rows are of images that training shows over and over
 * @param negatives which captions are false of which images; none where all of others are
 */
public record TrainingBatch(
    NDArray images,
    TextBatch text,
    TextBatch judged,
    Optional<NDArray> drawn,
    Optional<NDArray> assigned,
    int group,
    Set<Integer> repeated,
    Optional<FalseText> falseText,
    Optional<Negatives> negatives) {

  private static final int COLOURS = 3;
  private static final float WHITE = 255f;

  /** Of real images. */
  public TrainingBatch(NDArray images, TextBatch text, Optional<FalseText> falseText) {
    this(
        images,
        text,
        text,
        Optional.empty(),
        Optional.empty(),
        0,
        Set.of(),
        falseText,
        Optional.empty());
  }

  /**
   * Makes a batch of examples, or one group of it.
   *
   * @param group which, counted from 0
   * @param imageSize S
   * @param falseCaptions makes false captions beside them; none where training does without
   * @param compatible tells which captions are no negatives; none where training takes all for such
   */
  static TrainingBatch of(
      NDManager manager,
      List<TrainingExample> examples,
      int group,
      int imageSize,
      CaptionEncoder encoder,
      Optional<FalseCaptions> falseCaptions,
      Optional<CompatibleCaptions> compatible) {
    NDArray rows = images(manager, examples, imageSize);
    List<String> captions = examples.stream().map(TrainingExample::caption).toList();
    TextBatch text = encoder.encode(manager, captions);
    List<String> read = examples.stream().map(TrainingExample::judgedBy).toList();
    TextBatch judged = read.equals(captions) ? text : encoder.encode(manager, read);
    return new TrainingBatch(
        rows.transpose(0, 3, 1, 2),
        text,
        judged,
        shares(manager, examples, TrainingExample::drawn)
            .map(shares -> shares.reshape(examples.size(), 1, 1, 1)),
        shares(manager, examples, example -> example.seed().isPresent() && !example.drawn()),
        group,
        IntStream.range(0, examples.size())
            .filter(row -> examples.get(row).repeated())
            .boxed()
            .collect(Collectors.toUnmodifiableSet()),
        falseCaptions.flatMap(made -> FalseText.of(manager, read, judged, encoder, made)),
        compatible.flatMap(rule -> Negatives.of(manager, read, rule)));
  }

  /** (B,S,S,3) in [0,1]: as bytes until they are where the tensors are, a quarter of floats. */
  private static NDArray images(NDManager manager, List<TrainingExample> examples, int imageSize) {
    int bytes = imageSize * imageSize * COLOURS;
    ByteBuffer buffer = manager.allocateDirect(examples.size() * bytes);
    for (TrainingExample example : examples) {
      byte[] rgb = example.rgb();
      if (rgb.length != bytes) {
        throw new IllegalArgumentException(
            "an image of %d × %d has %d bytes, not %d"
                .formatted(imageSize, imageSize, bytes, rgb.length));
      }
      buffer.put(rgb);
    }
    Shape shape = new Shape(examples.size(), imageSize, imageSize, COLOURS);
    return manager
        .create(buffer.flip(), shape, DataType.UINT8)
        .toType(DataType.FLOAT32, false)
        .div(manager.create(WHITE)); // by a tensor: by a number some devices multiply, and round
  }

  /** Empty where no example is such. */
  private static Optional<NDArray> shares(
      NDManager manager, List<TrainingExample> examples, Predicate<TrainingExample> such) {
    long count = examples.stream().filter(such).count();
    if (count == 0) {
      return Optional.empty();
    }
    float[] shares = new float[examples.size()];
    for (int row = 0; row < shares.length; row++) {
      shares[row] = such.test(examples.get(row)) ? (float) shares.length / count : 0;
    }
    return Optional.of(manager.create(shares));
  }
}
