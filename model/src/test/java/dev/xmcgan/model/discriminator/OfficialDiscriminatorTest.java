package dev.xmcgan.model.discriminator;

import static dev.xmcgan.model.golden.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.config.Pooling;
import dev.xmcgan.model.config.StemInput;
import dev.xmcgan.model.golden.Golden;
import dev.xmcgan.model.golden.PrintsLargestError;
import dev.xmcgan.model.layers.Parameters;
import dev.xmcgan.model.losses.ContrastiveLoss;
import dev.xmcgan.model.losses.HingeLoss;
import dev.xmcgan.model.losses.InfoNce;
import dev.xmcgan.model.losses.WordLoss;
import dev.xmcgan.model.official.OfficialParameters;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(PrintsLargestError.class)
class OfficialDiscriminatorTest {

  private static final double VALUE = 3e-5;
  private static final double LOSS = 1e-4;
  private static final double GRADIENT = 1e-4;

  private NDManager manager;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager();
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"discriminator.safetensors", "discriminator-256.safetensors"})
  void logitsLossesAndVectorsAreTheOfficialOnes(String file) throws IOException {
    // given
    Golden golden = Golden.load(file, manager);
    Discriminator discriminator = new Discriminator(config(golden));
    Parameters parameters = parameters(golden, discriminator);
    Parameters vectors = vectors(golden, discriminator, "in/D/spectral_norm_stats/");

    // when
    Call first = call(golden, discriminator, parameters, vectors, image(golden, "in/fake_image"));

    // then
    assertCall("train", golden, first);
    for (Map.Entry<String, NDArray> sigma : golden.under("out/train/sigma/").entrySet()) {
      SpectralWeights.Layer layer = first.weights.layer(layer(sigma.getKey()));
      assertClose("sigma/" + sigma.getKey(), layer.sigma(), sigma.getValue(), VALUE);
    }
    assertClose("eval/logit", first.logits, golden.tensor("out/eval/logit"), VALUE);

    // when
    Parameters stored = vectors(golden, discriminator, "out/train/spectral_norm_stats/");
    Call second = call(golden, discriminator, parameters, stored, image(golden, "in/fake_image"));

    // then
    assertCall("train2", golden, second);
  }

  @Test
  void gradientsAreTheOfficialOnes() throws IOException {
    // given
    Golden golden = Golden.load("discriminator.safetensors", manager);
    Discriminator discriminator = new Discriminator(config(golden));
    Parameters vectors = vectors(golden, discriminator, "in/D/spectral_norm_stats/");
    Parameters parameters = parameters(golden, discriminator);
    parameters.requireGradients(true);
    NDArray fake = image(golden, "in/fake_image").duplicate();
    fake.setRequiresGradient(true);

    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      // when
      Call call = call(golden, discriminator, parameters, vectors, fake);
      collector.backward(
          HingeLoss.ofDiscriminator(call.logits.split(2).get(0), call.logits.split(2).get(1))
              .add(call.losses.get("real_word").loss())
              .add(call.losses.get("real_sentence").loss()));

      // then
      OfficialParameters.discriminator(golden.under("out/train/grad_d_loss/params/"), manager)
          .forEach(
              (name, expected) ->
                  assertClose("d/" + name, parameters.get(name).getGradient(), expected, GRADIENT));

      // when
      NDArray other = image(golden, "in/fake_image").duplicate();
      other.setRequiresGradient(true);
      Call again = call(golden, discriminator, parameters, vectors, other);
      collector.backward(
          HingeLoss.ofGenerator(again.logits.split(2).get(1))
              .add(again.losses.get("fake_word").loss())
              .add(again.losses.get("fake_sentence").loss())
              .add(again.losses.get("image_contrastive").loss()));

      // then
      NDArray gradient = other.getGradient().transpose(0, 2, 3, 1);
      assertClose(
          "g/fake_image", gradient, golden.tensor("out/train/grad_g_loss/fake_image"), GRADIENT);
    }
  }

  @Test
  void frozenWeightsLetGradientsThroughToTheImageAlone() throws IOException {
    // given
    Golden golden = Golden.load("discriminator.safetensors", manager);
    Discriminator discriminator = new Discriminator(config(golden));
    Parameters vectors = vectors(golden, discriminator, "in/D/spectral_norm_stats/");
    Parameters parameters = parameters(golden, discriminator);
    parameters.requireGradients(true);
    NDArray image = image(golden, "in/fake_image").duplicate();
    image.setRequiresGradient(true);

    // when
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      SpectralWeights frozen = discriminator.normalise(parameters, vectors).frozen();
      collector.backward(discriminator.features(frozen, image).global().sum());
    }

    // then
    assertThat(image.getGradient().abs().sum().getFloat()).isPositive();
    for (NDArray parameter : parameters.asMap().values()) {
      assertThat(parameter.getGradient().abs().sum().getFloat()).isZero();
    }
  }

  /** One call on real and generated images with all that comes out of it. */
  private record Call(
      SpectralWeights weights, NDArray logits, NDArray regions, Map<String, InfoNce> losses) {}

  private Call call(
      Golden golden,
      Discriminator discriminator,
      Parameters parameters,
      Parameters vectors,
      NDArray fake) {
    SpectralWeights weights = discriminator.normalise(parameters, vectors);
    NDArray images = image(golden, "in/image").concat(fake);
    ImageFeatures features = discriminator.features(weights, images);
    NDArray sentences =
        discriminator.sentenceFeatures(weights, golden.tensor("in/sentence_embedding"));
    NDArray logits = discriminator.logits(weights, features.global(), sentences.concat(sentences));
    List<ImageFeatures> halves = features.halves();
    WordLoss words =
        new WordLoss(golden.tensor("in/embedding"), golden.tensor("in/max_len_i32").toIntArray());
    Map<String, InfoNce> losses = new LinkedHashMap<>();
    losses.put("real_word", words.match(halves.get(0).regions()));
    losses.put("fake_word", words.match(halves.get(1).regions()));
    losses.put("real_sentence", ContrastiveLoss.between(halves.get(0).global(), sentences));
    losses.put("fake_sentence", ContrastiveLoss.between(halves.get(1).global(), sentences));
    losses.put(
        "image_contrastive",
        ContrastiveLoss.between(halves.get(1).global(), halves.get(0).global()));
    return new Call(weights, logits, features.regions(), losses);
  }

  private void assertCall(String name, Golden golden, Call call) {
    String out = "out/" + name + "/";
    assertClose(name + "/logit", call.logits, golden.tensor(out + "logit"), VALUE);
    if (golden.tensors().containsKey(out + "act/SpectralConv_0")) {
      NDArray expected = golden.tensor(out + "act/SpectralConv_0");
      assertClose(name + "/regions", call.regions.reshape(expected.getShape()), expected, VALUE);
    }
    call.losses.forEach(
        (loss, matching) ->
            assertStatistic(golden, out + "stat/" + loss + "_loss", matching.loss()));
    Map<String, NDArray> expected =
        OfficialParameters.discriminator(golden.under(out + "spectral_norm_stats/"), manager);
    int start = 0;
    for (String layer : call.weights.layers().keySet()) {
      NDArray u = expected.get(DiscriminatorLayout.vector(layer));
      int end = start + Math.toIntExact(u.size());
      NDArray actual = call.weights.nextVectors().get(start + ":" + end);
      assertClose(name + "/u/" + layer, actual.reshape(u.getShape()), u, VALUE);
      start = end;
    }
  }

  private static void assertStatistic(Golden golden, String name, NDArray actual) {
    assertClose(name, actual.reshape(1), golden.tensor(name).reshape(1), LOSS);
  }

  private NDArray image(Golden golden, String name) {
    NDArray image = golden.tensor(name); // (B,S,S,3)
    return image.transpose(0, 3, 1, 2);
  }

  private Parameters parameters(Golden golden, Discriminator discriminator) {
    return ordered(golden, "in/D/params/", discriminator.layout().parameterShapes().keySet());
  }

  private Parameters vectors(Golden golden, Discriminator discriminator, String prefix) {
    return ordered(golden, prefix, discriminator.layout().vectorShapes().keySet());
  }

  /** Official tensors in our layout's order. */
  private Parameters ordered(Golden golden, String prefix, Iterable<String> names) {
    Map<String, NDArray> ours = OfficialParameters.discriminator(golden.under(prefix), manager);
    Parameters parameters = new Parameters(manager);
    names.forEach(name -> parameters.put(name, ours.get(name)));
    return parameters;
  }

  /** Our name of an official layer. */
  private String layer(String official) {
    Map<String, NDArray> bias = Map.of(official + "/bias", manager.zeros(new Shape(1)));
    String name = OfficialParameters.discriminator(bias, manager).keySet().iterator().next();
    return name.substring(0, name.lastIndexOf('/'));
  }

  private static ModelConfig config(Golden golden) {
    ModelConfig official = golden.preset();
    return new ModelConfig(
        "golden",
        official.imageSize(),
        1,
        golden.number("df_dim"),
        8,
        golden.number("word_dim"),
        golden.number("T"),
        Pooling.OFFICIAL,
        StemInput.NOISE,
        golden.number("cond_size"),
        official.generatorChannels(),
        official.discriminatorChannels());
  }
}
