package dev.xmcgan.model.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.config.StemInput;
import dev.xmcgan.model.config.Upsampling;
import dev.xmcgan.model.layers.Parameters;
import dev.xmcgan.model.text.TextBatch;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GeneratorTest {
  private NDManager manager;

  @BeforeEach
  void openManager() {
    manager = NDManager.newBaseManager();
  }

  @AfterEach
  void closeManager() {
    manager.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {32, 64, 128})
  void drawsImagesOfTheConfiguredSizeWithinZeroAndOne(int size) {
    // given
    Generator generator = new Generator(SmallModels.ofSize(size, StemInput.NOISE_AND_SENTENCE));

    // when
    NDArray image = forward(generator, 3, 1, false).image();

    // then
    assertThat(image.getShape()).isEqualTo(new Shape(3, 3, size, size));
    for (float value : image.toFloatArray()) {
      assertThat(value).isBetween(0f, 1f);
    }
    assertThat(image.max().getFloat() - image.min().getFloat()).isGreaterThan(0.1f);
  }

  @ParameterizedTest
  @EnumSource
  void readsTheSentenceInItsStemOnlyWhenConfigured(StemInput stem) {
    // given
    ModelConfig config = SmallModels.ofSize(32, stem);

    // when
    Shape stemWeight = new Generator(config).layout().parameters().get("stem/weight");

    // then
    long expected = config.noiseSize() + (stem == StemInput.NOISE ? 0 : config.textWidth());
    assertThat(stemWeight.get(1)).isEqualTo(expected);
    assertThat(forward(new Generator(config), 2, 1, true).image().getShape().get(0)).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource
  void samplesWhatItDrawsInTraining(Upsampling upsampling) {
    // given
    Generator generator =
        new Generator(SmallModels.ofSize(64, StemInput.NOISE_AND_SENTENCE).with(upsampling));
    Parameters parameters = generator.newParameters(manager, 7);
    Parameters statistics = generator.newStatistics(manager);
    NDArray z = SmallModels.noise(manager, generator.config(), 3, 1);
    TextBatch text = SmallModels.text(manager, generator.config(), 3, 1);

    // when
    GeneratorOutput trained = generator.forward(parameters, statistics, z, text, true);
    GeneratorOutput sampled = generator.sample(parameters, z, text);

    // then
    assertThat(sampled.image()).isEqualTo(trained.image());
    assertThat(sampled.statistics().keySet()).isEqualTo(trained.statistics().keySet());
    sampled
        .statistics()
        .forEach((name, value) -> assertThat(value).isEqualTo(trained.statistics().get(name)));
  }

  @Test
  void smoothUpsamplingLeavesNoGridWhereSquaresDo() {
    // given: fresh networks of the same weights
    Generator squares = new Generator(SmallModels.ofSize(64, StemInput.NOISE_AND_SENTENCE));
    Generator smooth = new Generator(squares.config().with(Upsampling.SMOOTH));
    Parameters parameters = squares.newParameters(manager, 7);
    Parameters statistics = squares.newStatistics(manager);
    NDArray z = SmallModels.noise(manager, squares.config(), 32, 1);
    TextBatch text = SmallModels.text(manager, squares.config(), 32, 1);

    // when
    double before = grid(squares.forward(parameters, statistics, z, text, true).image());
    double after = grid(smooth.forward(parameters, statistics, z, text, true).image());

    // then
    System.out.printf("grid of squares %.4f, smooth %.4f%n", before, after);
    assertThat(after).isLessThan(before / 2);
  }

  /**
   * How unlike the pixels of a square of four are, in the mean over (B,3,S,S) but for the edges.
   */
  private static double grid(NDArray images) {
    NDArray inner = images.get(":,:,8:-8,8:-8");
    Shape shape = inner.getShape();
    long half = shape.get(2) / 2;
    NDArray squares = inner.reshape(shape.get(0) * shape.get(1) * half, 2, half, 2);
    NDArray means = squares.mean(new int[] {0}).mean(new int[] {1}); // (2,2)
    return means.max().getFloat() - means.min().getFloat();
  }

  @Test
  void aStemThatIgnoresTheSentenceIsTheStemOfNoiseAlone() {
    // given: the columns for noise come first, those for the sentence are zero
    Generator noise = new Generator(SmallModels.ofSize(32, StemInput.NOISE));
    Generator both = new Generator(SmallModels.ofSize(32, StemInput.NOISE_AND_SENTENCE));
    ModelConfig config = noise.config();
    Parameters parameters = noise.newParameters(manager, 3);
    Parameters widened = new Parameters(manager);
    for (String name : parameters.names()) {
      NDArray tensor = parameters.get(name).duplicate();
      if (name.equals("stem/weight")) {
        Shape sentence = new Shape(tensor.getShape().get(0), config.textWidth());
        tensor = tensor.concat(manager.zeros(sentence), 1);
      }
      widened.put(name, tensor);
    }
    Parameters statistics = noise.newStatistics(manager);
    TextBatch text = SmallModels.text(manager, config, 3, 5);
    NDArray z = SmallModels.noise(manager, config, 3, 6);

    // when
    NDArray expected = noise.forward(parameters, statistics, z, text, false).image();
    NDArray image = both.forward(widened, statistics, z, text, false).image();

    // then
    assertThat(image.sub(expected).abs().max().getFloat()).isLessThan(1e-6f);
    widened.get("stem/weight").addi(0.01f);
    NDArray other = both.forward(widened, statistics, z, text, false).image();
    assertThat(other.sub(expected).abs().max().getFloat()).isGreaterThan(1e-3f);
  }

  @Test
  void makesTheSameParametersFromTheSameSeed() {
    // given
    Generator generator = new Generator(SmallModels.of32(12));

    // when
    Parameters one = generator.newParameters(manager, 7);
    Parameters same = generator.newParameters(manager, 7);
    Parameters other = generator.newParameters(manager, 8);

    // then
    assertThat(one.asMap()).isEqualTo(same.asMap());
    assertThat(one.get("stem/weight")).isNotEqualTo(other.get("stem/weight"));
    assertThat(one.shapes()).isEqualTo(generator.layout().parameters());
    assertThat(generator.newStatistics(manager).shapes())
        .isEqualTo(generator.layout().statistics());
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void ignoresWordsPastTheCaptionsEnd(long seed) {
    // given
    Generator generator = new Generator(SmallModels.of32(12));
    ModelConfig config = generator.config();
    TextBatch text = SmallModels.text(manager, config, 4, seed);
    NDArray scrambled = text.words().duplicate();
    for (int row = 0; row < text.lengths().length; row++) {
      for (int word = text.lengths()[row]; word < config.maxWords(); word++) {
        Shape one = new Shape(config.textWidth());
        scrambled.set(
            new NDIndex(row, word), manager.randomNormal(0, 9, one, text.words().getDataType()));
      }
    }
    TextBatch other = new TextBatch(scrambled, text.sentence(), text.lengths());

    // when
    NDArray image = forward(generator, text, seed, false).image();
    NDArray again = forward(generator, other, seed, false).image();

    // then
    assertThat(image).isEqualTo(again);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void leavesNothingBehindButItsResult(boolean training) {
    // given
    Generator generator = new Generator(SmallModels.of32(12));
    Parameters parameters = generator.newParameters(manager, 1);
    Parameters statistics = generator.newStatistics(manager);
    TextBatch text = SmallModels.text(manager, generator.config(), 4, 3);
    NDArray z = SmallModels.noise(manager, generator.config(), 4, 2);
    int before = manager.getManagedArrays().size();

    // when
    List<Integer> counts = new ArrayList<>();
    for (int pass = 0; pass < 50; pass++) {
      GeneratorOutput output = generator.forward(parameters, statistics, z, text, training);
      output.image().close();
      output.statistics().values().forEach(NDArray::close);
      counts.add(manager.getManagedArrays().size());
    }

    // then
    assertThat(counts).containsOnly(before);
    assertThat(z.getManager()).isSameAs(manager);
  }

  @Test
  void refusesInputsThatDoNotFit() {
    // given
    Generator generator = new Generator(SmallModels.of32(12));
    TextBatch text = SmallModels.text(manager, generator.config(), 4, 3);
    NDArray z = manager.zeros(new Shape(3, generator.config().noiseSize()));
    Parameters parameters = generator.newParameters(manager, 1);
    Parameters statistics = generator.newStatistics(manager);

    // then
    assertThatThrownBy(() -> generator.forward(parameters, statistics, z, text, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("z has shape (3, 8), expected (4, 8)");
  }

  private GeneratorOutput forward(Generator generator, int batch, long seed, boolean training) {
    return forward(
        generator, SmallModels.text(manager, generator.config(), batch, seed), seed, training);
  }

  private GeneratorOutput forward(
      Generator generator, TextBatch text, long seed, boolean training) {
    NDArray z = SmallModels.noise(manager, generator.config(), text.lengths().length, seed);
    return generator.forward(
        generator.newParameters(manager, seed),
        generator.newStatistics(manager),
        z,
        text,
        training);
  }
}
