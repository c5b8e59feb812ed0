package dev.xmcgan.model.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.checkpoint.CheckpointFiles;
import dev.xmcgan.model.config.Precision;
import dev.xmcgan.model.generation.GeneratedImage;
import dev.xmcgan.model.generation.ImageGenerator;
import dev.xmcgan.model.generation.ImageRequest;
import dev.xmcgan.model.text.MiniLm;
import dev.xmcgan.model.text.TextEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped weights in files of half the size. */
class HalvedWeightsTest {
  private static final Path STARTER = Path.of(System.getProperty("xmcgan.home"), "starter");
  private static final List<String> CAPTIONS =
      List.of(
          "a large red circle above a small blue square",
          "a small yellow star left of a large purple heart on sand",
          "a large orange triangle at night",
          "a small pink diamond right of a large lime cross on snow");

  /** Of 255: what nobody sees, at the worst pixel of all. */
  private static final int MOST = 2;

  @TempDir private Path directory;

  @Test
  void drawWhatTheWholeOnesDrawAndAreTrainedFrom() throws IOException {
    try (TextEncoder encoder = TextEncoder.load(MiniLm.directory(), Device.cpu())) {
      // given
      Path whole = directory.resolve("whole");
      Path half = directory.resolve("half");
      Path again = directory.resolve("again");

      // when
      try (Trainer trainer = trainer(STARTER, encoder)) {
        trainer.saveNetworks(whole, Precision.FLOAT32);
        trainer.saveNetworks(half, Precision.FLOAT16);
      }
      try (Trainer trainer = trainer(half, encoder)) {
        trainer.saveNetworks(again, Precision.FLOAT16);
      }

      // then: half the bytes, of the discriminator in any case
      String discriminator = CheckpointFiles.DISCRIMINATOR;
      assertThat(share(half, whole, CheckpointFiles.GENERATOR)).isBetween(0.49, 0.53);
      assertThat(share(half, STARTER, discriminator)).isBetween(0.49, 0.53);
      assertThat(whole.resolve(discriminator)).hasSameBinaryContentAs(half.resolve(discriminator));

      // and: nearly the same images; who begins with them loses nothing more
      int worst = worstDifference(drawn(whole, encoder), drawn(half, encoder));
      System.out.printf("float16 weights change no value by more than %d of 255%n", worst);
      assertThat(worst).isBetween(1, MOST);
      assertThat(again.resolve(CheckpointFiles.GENERATOR))
          .hasSameBinaryContentAs(half.resolve(CheckpointFiles.GENERATOR));
      assertThat(again.resolve(CheckpointFiles.DISCRIMINATOR))
          .hasSameBinaryContentAs(half.resolve(CheckpointFiles.DISCRIMINATOR));
    }
  }

  @Test
  void theStateOfTrainingLosesNothing() throws IOException {
    try (TextEncoder encoder = TextEncoder.load(MiniLm.directory(), Device.cpu())) {
      // given
      Path whole = directory.resolve("whole");
      Path half = directory.resolve("half");
      Path resumed = directory.resolve("resumed");
      try (Trainer trainer = trainer(STARTER, encoder)) {
        trainer.save(whole);
        trainer.save(half, Precision.FLOAT16);
      }

      // when
      try (Trainer trainer = trainer(half, encoder)) {
        trainer.save(resumed);
      }

      // then: but for the file that nothing is trained from, all is as if it had been saved whole
      assertThat(Files.size(half.resolve(CheckpointFiles.GENERATOR)))
          .isLessThan(Files.size(whole.resolve(CheckpointFiles.GENERATOR)) * 53 / 100);
      for (String file :
          List.of(
              CheckpointFiles.GENERATOR, CheckpointFiles.DISCRIMINATOR, CheckpointFiles.TRAINER)) {
        assertThat(resumed.resolve(file)).hasSameBinaryContentAs(whole.resolve(file));
      }
    }
  }

  @Test
  void whatHalfAFloatHasNoRoomForStaysWhole() {
    try (NDManager manager = NDManager.newBaseManager()) {
      // when
      var halved =
          CheckpointFiles.halved(
              Map.of(
                  "fits", manager.create(new float[] {65504, -1}),
                  "does not", manager.create(new float[] {-65600, 1})),
              manager);

      // then
      assertThat(halved.get("fits").getDataType()).isEqualTo(DataType.FLOAT16);
      assertThat(halved.get("does not").getDataType()).isEqualTo(DataType.FLOAT32);
      assertThat(halved.get("does not").getShape()).isEqualTo(new Shape(2));
    }
  }

  private static double share(Path of, Path whole, String file) throws IOException {
    return (double) Files.size(of.resolve(file)) / Files.size(whole.resolve(file));
  }

  private static Trainer trainer(Path from, TextEncoder encoder) throws IOException {
    return Trainer.resume(
        from, TrainingConfig.starter(), FrozenEncoders.of(encoder), Device.cpu(), 1);
  }

  private static List<GeneratedImage> drawn(Path checkpoint, TextEncoder encoder)
      throws IOException {
    try (ImageGenerator generator = ImageGenerator.load(checkpoint, encoder, Device.cpu())) {
      List<ImageRequest> requests = new ArrayList<>();
      for (int seed = 0; seed < 4; seed++) {
        for (String caption : CAPTIONS) {
          requests.add(new ImageRequest(caption, seed, OptionalDouble.empty()));
        }
      }
      return generator.generate(requests);
    }
  }

  private static int worstDifference(List<GeneratedImage> some, List<GeneratedImage> others) {
    int worst = 0;
    for (int i = 0; i < some.size(); i++) {
      byte[] one = some.get(i).rgb();
      byte[] other = others.get(i).rgb();
      for (int at = 0; at < one.length; at++) {
        worst = Math.max(worst, Math.abs((one[at] & 0xff) - (other[at] & 0xff)));
      }
    }
    return worst;
  }
}
