package dev.xmcgan.model.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.xmcgan.model.config.Precision;
import dev.xmcgan.model.config.StemInput;
import dev.xmcgan.model.config.Upsampling;
import dev.xmcgan.model.layers.Initialisation;
import dev.xmcgan.model.layers.Parameters;
import dev.xmcgan.model.text.TextBatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What serving draws with, beside what training and evaluation draw. */
class PreparedGeneratorTest {
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
  @CsvSource({"FLOAT16,2e-2,1e-3", "BFLOAT16,1e-1,5e-3"})
  void drawsNearlyTheSameInHalfPrecision(Precision precision, double most, double inTheMean) {
    // given
    assumeTrue(PreparedGenerator.supports(precision, manager.getDevice()));
    Generator generator = new Generator(SmallModels.ofSize(64, StemInput.NOISE_AND_SENTENCE));
    Parameters parameters = generator.newParameters(manager, 7);
    Parameters statistics = generator.newStatistics(manager);
    NDArray z = SmallModels.noise(manager, generator.config(), 3, 1);
    TextBatch text = SmallModels.text(manager, generator.config(), 3, 1);

    try (PreparedGenerator full = generator.prepare(parameters, statistics, Precision.FLOAT32);
        PreparedGenerator half = generator.prepare(parameters, statistics, precision)) {
      // when
      NDArray difference = half.draw(z, text).sub(full.draw(z, text)).abs();

      // then
      double largest = difference.max().getFloat();
      double mean = difference.mean().getFloat();
      System.out.printf("%s against float32: largest %.2e, mean %.2e%n", precision, largest, mean);
      assertThat(largest).isBetween(1e-6, most);
      assertThat(mean).isLessThan(inTheMean);
    }
  }

  @Test
  void drawsTheSameInEveryPassAndLeavesNothingBehind() {
    // given
    Generator generator = new Generator(SmallModels.of32(12));
    Parameters parameters = generator.newParameters(manager, 1);
    Parameters statistics = generator.newStatistics(manager);
    TextBatch text = SmallModels.text(manager, generator.config(), 4, 3);
    NDArray z = SmallModels.noise(manager, generator.config(), 4, 2);
    int before = manager.getManagedArrays().size();

    try (PreparedGenerator prepared =
        generator.prepare(parameters, statistics, Precision.FLOAT32)) {
      int open = manager.getManagedArrays().size();
      NDArray expected = prepared.draw(z, text);
      int drawn = manager.getManagedArrays().size();
      int made = prepared.nativeArrays();
      for (int pass = 0; pass < 20; pass++) {
        // when
        try (NDArray image = prepared.draw(z, text)) {
          // then
          assertThat(image).isEqualTo(expected);
        }
        assertThat(manager.getManagedArrays()).hasSize(drawn);
        assertThat(prepared.nativeArrays()).isEqualTo(made);
      }
      assertThat(drawn).isEqualTo(open + 1); // the first image
      expected.close();
    }
    assertThat(manager.getManagedArrays()).hasSize(before);
  }

  @ParameterizedTest
  @CsvSource({
    "32,1,NEAREST,false",
    "32,5,NEAREST,false",
    "64,4,NEAREST,true",
    "128,1,NEAREST,false",
    "128,19,NEAREST,false",
    "32,5,SMOOTH,true",
    "64,4,SMOOTH,false",
    "128,19,SMOOTH,true"
  })
  void drawsThePreparedAsTheUnprepared(int size, int batch, Upsampling upsampling, boolean noise) {
    // given: at 128 pixels a batch of 19 goes through the last blocks in three parts
    Generator generator =
        new Generator(
            SmallModels.ofSize(size, StemInput.NOISE_AND_SENTENCE)
                .with(upsampling)
                .withPixelNoise(noise));
    Parameters parameters = generator.newParameters(manager, 1);
    Parameters statistics = generator.newStatistics(manager);
    for (String name : parameters.names()) {
      if (name.endsWith("/bias")) {
        NDArray bias = parameters.get(name);
        bias.addi(Initialisation.normal(manager, bias.getShape(), name.hashCode(), 0.1));
      }
    }
    TextBatch text = SmallModels.text(manager, generator.config(), batch, 3);
    NDArray z = SmallModels.noise(manager, generator.config(), batch, 2);
    GeneratorOutput trained = generator.forward(parameters, statistics, z, text, true);
    Generator.updateStatistics(statistics, trained.statistics());
    NDArray expected = generator.forward(parameters, statistics, z, text, false).image();

    try (PreparedGenerator prepared =
        generator.prepare(parameters, statistics, Precision.FLOAT32)) {
      // when
      NDArray image = prepared.draw(z, text);
      AttendedImages attended = prepared.drawAttended(z, text);

      // then
      assertThat(image.sub(expected).abs().max().getFloat()).isLessThan(5e-5f);
      assertThat(attended.image()).isEqualTo(image);
      NDArray attention =
          generator
              .drawAttended(parameters, statistics, z, text)
              .attention()
              .sub(attended.attention());
      assertThat(attention.abs().max().getFloat()).isLessThan(5e-5f);
    }
  }
}
