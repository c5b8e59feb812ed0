package dev.xmcgan.lab.captions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.datasets.scenes.FalseSceneCaptions;
import dev.xmcgan.model.checkpoint.CheckpointFiles;
import dev.xmcgan.model.checkpoint.SafeTensors;
import dev.xmcgan.model.layers.CounterRandom;
import dev.xmcgan.model.layers.Tensors;
import dev.xmcgan.model.text.CaptionAttention;
import dev.xmcgan.model.text.TextBatch;
import dev.xmcgan.model.training.FrozenEncoders;
import dev.xmcgan.model.training.Trainer;
import dev.xmcgan.model.training.TrainingConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptionLayerPretrainingTest {
  private static final List<String> COLOURS = List.of("red", "green", "blue", "yellow");
  private static final TrainingConfig TRAINING =
      SmallPairs.training(4, 1).withMatching(6).withFalseCaptions(true);

  private static final FrozenEncoders ENCODERS =
      FrozenEncoders.of(CaptionLayerPretrainingTest::encode).with(FalseSceneCaptions::of);

  @TempDir private Path directory;
  private Path trained;
  private Path taught;

  @BeforeEach
  void train() throws IOException {
    trained = directory.resolve("trained");
    taught = directory.resolve("taught");
    try (Trainer trainer =
        Trainer.create(SmallPairs.config(), TRAINING, ENCODERS, Device.cpu(), 5)) {
      trainer.step(SmallPairs.draw(trainer.examplesPerStep(), 1));
      trainer.save(trained);
    }
  }

  @Test
  void theLayerLearnsWhatCaptionsSayByTheirOrder() throws IOException {
    try (CaptionLayerPretraining lessons = lessons(trained, 2)) {
      // given: captions of the same words, which say the opposite
      Random random = new Random(3);
      double before = learn(lessons, random, 0);

      // when
      double after = 0;
      for (int step = 0; step < 300; step++) {
        after = learn(lessons, random, 0);
      }

      // then
      assertThat(before).as("before").isLessThan(0.6);
      assertThat(after).as("after, " + before + " before").isGreaterThan(0.95);
    }
  }

  @Test
  void bothNetworksGetTheLayerAsItWasTaught() throws IOException {
    // when
    try (CaptionLayerPretraining lessons = lessons(trained, 2)) {
      learn(lessons, new Random(3), 0);
      learn(lessons, new Random(4), 0); // S, still zero, lets nothing through to F at first
      lessons.write(taught);
    }

    // then
    assertThat(CheckpointFiles.readConfig(taught))
        .isEqualTo(CheckpointFiles.readConfig(trained).withCaptionHeads(2));
    try (NDManager manager = NDManager.newBaseManager()) {
      Map<String, NDArray> drawing = read(taught, CheckpointFiles.GENERATOR, manager);
      Map<String, NDArray> judging = read(taught, CheckpointFiles.DISCRIMINATOR, manager);
      Set<String> layer =
          new CaptionAttention(2, SmallPairs.config().textWidth()).parameters().keySet();
      assertThat(layer)
          .isNotEmpty()
          .allSatisfy(
              name ->
                  assertThat(drawing.get("parameters/" + name))
                      .isEqualTo(judging.get(name))
                      .matches(tensor -> tensor.abs().max().getFloat() > 0));
      assertThat(judging.keySet()).noneMatch(name -> name.contains("readout"));
      read(trained, CheckpointFiles.GENERATOR, manager)
          .forEach((name, tensor) -> assertThat(drawing.get(name)).as(name).isEqualTo(tensor));
    }
  }

  @Test
  void bothNetworksTrainTheLayerOn() throws IOException {
    // given
    try (CaptionLayerPretraining lessons = lessons(trained, 2)) {
      lessons.write(taught);
    }
    Path later = directory.resolve("later");

    // when
    try (Trainer trainer = resume(taught)) {
      for (int step = 0; step < 2; step++) {
        trainer.step(SmallPairs.draw(trainer.examplesPerStep(), step));
      }
      trainer.save(later);
    }

    // then
    String query = "caption/query/weight";
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray before = read(taught, CheckpointFiles.DISCRIMINATOR, manager).get(query);
      assertThat(read(later, CheckpointFiles.DISCRIMINATOR, manager).get(query))
          .isNotEqualTo(before);
      assertThat(read(later, CheckpointFiles.GENERATOR, manager).get("parameters/" + query))
          .isNotEqualTo(before);
    }
  }

  @Test
  void theLastUpdateTeachesNothing() throws IOException {
    try (CaptionLayerPretraining lessons = lessons(trained, 2)) {
      lessons.write(taught);
      learn(lessons, new Random(3), 1);
      lessons.write(directory.resolve("same"));
    }

    assertThat(directory.resolve("same").resolve(CheckpointFiles.DISCRIMINATOR))
        .hasSameBinaryContentAs(taught.resolve(CheckpointFiles.DISCRIMINATOR));
  }

  @Test
  void aGeneratorsLayerIsTaughtOnFromWhereItIs() throws IOException {
    // given
    Path again = directory.resolve("again");
    Random random = new Random(3);
    try (CaptionLayerPretraining lessons = lessons(trained, 2)) {
      for (int step = 0; step < 300; step++) {
        learn(lessons, random, 0);
      }
      lessons.write(taught);
    }

    // when: its readout is a new one
    double right = 0;
    try (CaptionLayerPretraining lessons = lessons(taught, 1)) {
      for (int step = 0; step < 30; step++) {
        right = learn(lessons, random, 0);
      }
      lessons.write(again);
    }

    // then
    assertThat(right).as("after a tenth of the time").isGreaterThan(0.95);
    assertThat(CheckpointFiles.readConfig(again)).isEqualTo(CheckpointFiles.readConfig(taught));
    try (NDManager manager = NDManager.newBaseManager()) {
      Map<String, NDArray> before = read(taught, CheckpointFiles.GENERATOR, manager);
      read(again, CheckpointFiles.GENERATOR, manager)
          .forEach(
              (name, tensor) ->
                  assertThat(tensor.equals(before.get(name)))
                      .as(name)
                      .isEqualTo(!name.startsWith("parameters/caption/")));
    }
    assertThat(again.resolve(CheckpointFiles.DISCRIMINATOR))
        .hasSameBinaryContentAs(taught.resolve(CheckpointFiles.DISCRIMINATOR));
  }

  @Test
  void whatIsToBeReadIsLoud() throws IOException {
    // given
    try (CaptionLayerPretraining lessons = lessons(trained, 2)) {
      Random random = new Random(3);
      for (int step = 0; step < 300; step++) {
        learn(lessons, random, 0);
      }
      lessons.write(taught);
    }

    // then
    CaptionAttention layer = new CaptionAttention(2, SmallPairs.config().textWidth());
    try (NDManager manager = NDManager.newBaseManager()) {
      Map<String, NDArray> drawing = read(taught, CheckpointFiles.GENERATOR, manager);
      TextBatch read =
          layer.read(
              encode(manager, List.of("red over blue", "blue over red", "red over green")),
              name -> drawing.get("parameters/" + name));
      // two facts, each from 1 to −1, move a sentence by nearly 2·√2 times the loudness
      NDArray sentences = read.sentence().get(0).sub(read.sentence().get(1));
      assertThat(sentences.norm().getFloat()).isBetween(5f, 12f);
      // two facts, each from 1 to 0, turn a word by about √2 times the loudness
      NDArray reds = Tensors.l2Normalise(read.words(), 2).get(":,0"); // (3,E)
      assertThat(reds.get(0).sub(reds.get(2)).norm().getFloat()).isBetween(0.5f, 1.2f);
    }
  }

  @Test
  void whatCannotBeTaughtIsRefused() throws IOException {
    try (CaptionLayerPretraining lessons = lessons(trained, 2)) {
      List<CaptionLesson> tooMany =
          List.of(new CaptionLesson("red over blue", new float[4], new float[4][4]));
      assertThatThrownBy(() -> lessons.learn(tooMany, 0))
          .hasMessageContaining("facts of 4 words in 'red over blue', which has 3 at most");
    }
    assertThatThrownBy(() -> lessons(trained, 0))
        .hasMessageContaining("heads and facts must be at least 1, not 0, 4 and 4");
  }

  private static CaptionLayerPretraining lessons(Path checkpoint, int heads) throws IOException {
    return new CaptionLayerPretraining(
        checkpoint, heads, COLOURS.size(), COLOURS.size(), ENCODERS, Device.cpu(), 3);
  }

  private static Trainer resume(Path checkpoint) throws IOException {
    return Trainer.resume(checkpoint, TRAINING, ENCODERS, Device.cpu(), 3);
  }

  /** "red over blue" says 1 of red and −1 of blue, and its first word says blue, its last red. */
  private static double learn(CaptionLayerPretraining lessons, Random random, double done) {
    List<CaptionLesson> some = new ArrayList<>();
    while (some.size() < 24) {
      int one = random.nextInt(COLOURS.size());
      int other = random.nextInt(COLOURS.size());
      if (one != other) {
        float[] said = new float[COLOURS.size()];
        said[one] = 1;
        said[other] = -1;
        String caption = COLOURS.get(one) + " over " + COLOURS.get(other);
        float[][] ofWords = new float[3][COLOURS.size()];
        ofWords[0][other] = 1;
        ofWords[2][one] = 1;
        some.add(new CaptionLesson(caption, said, ofWords));
      }
    }
    return lessons.learn(some, done);
  }

  /** Words of their own, each a little changed by its place, as an encoder would. */
  private static TextBatch encode(NDManager manager, List<String> captions) {
    TextBatch text = SmallPairs.encode(manager, captions);
    Shape shape = text.words().getShape();
    float[] places = new float[Math.toIntExact(shape.size())];
    long row = shape.get(1) * shape.get(2);
    for (int i = 0; i < places.length; i++) {
      places[i] = (float) CounterRandom.normal(77, i % row) / 2;
    }
    return new TextBatch(
        text.words().add(manager.create(places, shape)), text.sentence(), text.lengths());
  }

  private static Map<String, NDArray> read(Path checkpoint, String file, NDManager manager)
      throws IOException {
    return SafeTensors.read(checkpoint.resolve(file), manager);
  }
}
