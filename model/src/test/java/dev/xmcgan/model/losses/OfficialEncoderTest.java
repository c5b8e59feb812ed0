package dev.xmcgan.model.losses;

import static dev.xmcgan.model.golden.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.xmcgan.model.golden.Golden;
import dev.xmcgan.model.golden.PrintsLargestError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Holds an encoder from a TorchScript file against what PyTorch itself made of it. */
@ExtendWith(PrintsLargestError.class)
class OfficialEncoderTest {

  private static final double VALUE = 1e-5;
  private static final double GRADIENT = 1e-5;

  @TempDir Path directory;
  private NDManager manager;
  private Golden golden;
  private PretrainedImageEncoder encoder;

  @BeforeEach
  void load() throws IOException {
    manager = NDManager.newBaseManager(Device.cpu());
    golden = Golden.load("tiny-encoder.safetensors", manager);
    encoder = PretrainedImageEncoder.load(Golden.file(golden.text("file")), Device.cpu());
  }

  @AfterEach
  void close() {
    encoder.close();
    manager.close();
  }

  @Test
  void featuresAndTheirGradientAreTheOfficialOnes() {
    // given
    NDArray image = golden.tensor("in/image").duplicate(); // (B,3,H,W)
    image.setRequiresGradient(true);
    NDArray features;

    // when
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      features = encoder.features(image);
      collector.backward(features.mul(golden.tensor("in/grad_weights")).sum());
    }

    // then
    assertClose("features", features.stopGradient(), golden.tensor("out/features"), VALUE);
    assertClose("grad/image", image.getGradient(), golden.tensor("out/grad/image"), GRADIENT);
  }

  @Test
  void channelsLastImagesGiveTheSameFeaturesAndGradient() {
    // given: the strides that the generator's images have
    NDArray rows = golden.tensor("in/image").transpose(0, 2, 3, 1).flatten();
    Shape shape = golden.tensor("in/image").getShape();
    NDArray leaf = rows.reshape(shape.get(0), shape.get(2), shape.get(3), 3).duplicate();
    leaf.setRequiresGradient(true);
    NDArray features;

    // when
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      features = encoder.features(leaf.transpose(0, 3, 1, 2));
      collector.backward(features.mul(golden.tensor("in/grad_weights")).sum());
    }

    // then
    assertClose("features", features.stopGradient(), golden.tensor("out/features"), VALUE);
    assertClose(
        "grad/image",
        leaf.getGradient().transpose(0, 3, 1, 2),
        golden.tensor("out/grad/image"),
        GRADIENT);
  }

  @Test
  void weightsAndStatisticsStayWhateverIsDifferentiated() {
    // given
    byte[] before = module();
    float[] first = null;

    for (int pass = 0; pass < 4; pass++) {
      // when
      NDArray image = golden.tensor("in/image").duplicate();
      image.setRequiresGradient(true);
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        NDArray features = encoder.features(image);
        collector.backward(features.sum());
        first = first == null ? features.toFloatArray() : first;

        // then
        assertThat(features.toFloatArray()).as("features of pass %d", pass).isEqualTo(first);
      }
    }
    assertThat(module()).isEqualTo(before);
  }

  @Test
  void aPassLeavesNothingBehindButItsFeatures() {
    NDArray image = golden.tensor("in/image");
    int before = manager.getManagedArrays().size();

    for (int pass = 0; pass < 20; pass++) {
      encoder.features(image).close();
    }

    assertThat(manager.getManagedArrays()).hasSize(before);
  }

  @Test
  void theIdTellsFilesApart() throws IOException {
    // given
    Path copy = directory.resolve("copy.pt");
    Files.copy(Golden.file(golden.text("file")), copy);

    // when
    try (PretrainedImageEncoder other = PretrainedImageEncoder.load(copy, Device.cpu())) {
      // then
      String hash = encoder.id().substring(encoder.id().indexOf('@'));
      assertThat(hash).hasSize(13);
      assertThat(other.id()).isEqualTo("copy.pt" + hash);
    }
  }

  @Test
  void filesThatAreNoEncoderAreRefusedByName() throws IOException {
    // given
    Path broken = Files.writeString(directory.resolve("broken.pt"), "no module");

    // then
    assertThatThrownBy(() -> PretrainedImageEncoder.load(broken, Device.cpu()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("broken.pt: no TorchScript module");
    assertThatThrownBy(
            () -> PretrainedImageEncoder.load(directory.resolve("none.pt"), Device.cpu()))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("none.pt");
  }

  private byte[] module() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    encoder.writeTo(bytes);
    return bytes.toByteArray();
  }
}
