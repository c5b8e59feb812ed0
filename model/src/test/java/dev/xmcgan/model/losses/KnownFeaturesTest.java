package dev.xmcgan.model.losses;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.golden.Golden;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KnownFeaturesTest {
  private NDManager manager;
  private PretrainedImageEncoder encoder;
  private int looks;

  @BeforeEach
  void load() throws IOException {
    manager = NDManager.newBaseManager(Device.cpu());
    encoder = PretrainedImageEncoder.load(Golden.file("tiny-encoder.pt"), Device.cpu());
  }

  @AfterEach
  void close() {
    encoder.close();
    manager.close();
  }

  @Test
  void eachImageIsLookedAtOnceWhateverItsCompany() {
    // given
    KnownFeatures known = new KnownFeatures(this::look, 10L * bytesOfOne());
    NDArray three = images(3);
    NDArray features = known.of(three);

    // when
    NDArray again = known.of(three.get("1:"));
    NDArray more = known.of(images(1).concat(three.get("2:")));

    // then
    assertThat(looks).isEqualTo(4);
    assertThat(again.contentEquals(features.get("1:"))).isTrue();
    assertThat(more.get("1:").contentEquals(features.get("2:"))).isTrue();
    assertThat(features.allClose(encoder.features(three), 1e-5, 1e-6, false)).isTrue();
  }

  @Test
  void thoseThatWereNotSeenForLongestAreForgotten() {
    // given: the first is seen again, then a third one comes
    KnownFeatures known = new KnownFeatures(this::look, 2L * bytesOfOne());
    NDArray images = images(3);
    known.of(images.get(":2"));
    known.of(images.get(":1"));
    known.of(images.get("2:"));

    // when
    known.of(images.get(":1"));
    known.of(images.get("1:2"));

    // then
    assertThat(looks).isEqualTo(4);
  }

  @Test
  void keepsNoNativeMemory() {
    // given
    KnownFeatures known = new KnownFeatures(this::look, 2L * bytesOfOne());
    NDArray images = images(4);
    int before = manager.getManagedArrays().size();

    // when
    new NDList(known.of(images)).close();

    // then
    assertThat(manager.getManagedArrays()).hasSize(before);
  }

  private NDArray look(NDArray image) {
    assertThat(image.getShape().get(0)).isEqualTo(1);
    looks++;
    return encoder.features(image);
  }

  private long bytesOfOne() {
    return encoder.features(images(1)).size() * Float.BYTES;
  }

  private NDArray images(int count) {
    return manager.randomUniform(0, 1, new Shape(count, 3, 32, 32));
  }
}
