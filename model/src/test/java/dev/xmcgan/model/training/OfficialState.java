package dev.xmcgan.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.config.Pooling;
import dev.xmcgan.model.config.StemInput;
import dev.xmcgan.model.golden.Golden;
import dev.xmcgan.model.layers.Parameters;
import dev.xmcgan.model.official.OfficialParameters;
import dev.xmcgan.model.text.TextBatch;
import dev.xmcgan.model.training.state.Adam;
import dev.xmcgan.model.training.state.FlatTensors;
import dev.xmcgan.model.training.state.Noise;
import dev.xmcgan.model.training.state.ServingStatistics;
import dev.xmcgan.model.training.state.TrainingState;
import java.util.Map;
import java.util.Optional;

/** The golden training steps in our form: {@code start} holds inputs and the first step. */
record OfficialState(Golden start, NDManager manager, TrainingStep training) {

  static OfficialState of(Golden start, NDManager manager) {
    return new OfficialState(start, manager, new TrainingStep(config(start)));
  }

  /** The state before the first step. */
  TrainingState beforeFirst() {
    FlatTensors discriminator = discriminator("in/D/params/");
    return state(discriminator, vectors("in/D/spectral_norm_stats/"), zeroAdam(discriminator));
  }

  /** The official state after the first step, so that the second is judged alone. */
  TrainingState afterFirst() {
    FlatTensors discriminator = discriminator("out/step_d/D/params/");
    Adam adam =
        new Adam(discriminator("out/step_d/D/adam_m/"), discriminator("out/step_d/D/adam_v/"), 1);
    return state(discriminator, vectors("out/step_d/D/spectral_norm_stats/"), adam);
  }

  TrainingConfig trainingConfig() {
    return new TrainingConfig(
        start.number("batch"),
        Double.parseDouble(start.text("g_lr")),
        Double.parseDouble(start.text("d_lr")),
        start.number("d_step_per_g_step"),
        Double.parseDouble(start.text("polyak_decay")),
        false,
        0);
  }

  TrainingBatch batch(String name) {
    NDArray images = start.tensor("in/" + name + "/image").transpose(0, 3, 1, 2);
    return new TrainingBatch(
        images,
        new TextBatch(
            start.tensor("in/" + name + "/embedding"),
            start.tensor("in/" + name + "/sentence_embedding"),
            start.tensor("in/" + name + "/max_len_i32").toIntArray()),
        Optional.empty());
  }

  NDArray noise(String name) {
    return start.tensor("in/" + name + "/z");
  }

  /** Official discriminator tensors as our flat ones. */
  FlatTensors discriminator(Golden golden, String prefix) {
    return new FlatTensors(
        manager,
        training.networks().discriminator().layout().parameterShapes(),
        OfficialParameters.discriminator(golden.under(prefix), manager));
  }

  /** Official power-iteration vectors as our flat ones. */
  FlatTensors vectors(Golden golden, String prefix) {
    return new FlatTensors(
        manager,
        training.networks().discriminator().layout().vectorShapes(),
        OfficialParameters.discriminator(golden.under(prefix), manager));
  }

  /** Official generator tensors as our flat ones. */
  FlatTensors generator(Golden golden, String prefix) {
    return flat(golden, prefix, training.networks().generator().layout().parameters());
  }

  private FlatTensors flat(Golden golden, String prefix, Map<String, Shape> shapes) {
    return new FlatTensors(
        manager, shapes, OfficialParameters.generator(golden.under(prefix), manager));
  }

  private FlatTensors discriminator(String prefix) {
    return discriminator(start, prefix);
  }

  private FlatTensors vectors(String prefix) {
    return vectors(start, prefix);
  }

  private TrainingState state(FlatTensors discriminator, FlatTensors vectors, Adam adam) {
    FlatTensors generator = generator(start, "in/G/params/");
    return new TrainingState(
        generator,
        generator(start, "in/G/ema/"),
        statistics(),
        new ServingStatistics(statistics()),
        discriminator,
        vectors,
        zeroAdam(generator),
        adam,
        new Noise(1, 0),
        new TrainingState.Progress(0, 0, 0));
  }

  private Parameters statistics() {
    return Parameters.owning(
        manager, OfficialParameters.generator(start.under("in/G/batch_stats/"), manager));
  }

  private Adam zeroAdam(FlatTensors like) {
    return new Adam(FlatTensors.zeros(manager, like), FlatTensors.zeros(manager, like), 0);
  }

  private static ModelConfig config(Golden golden) {
    ModelConfig official = golden.preset();
    return new ModelConfig(
        "golden",
        golden.number("image_size"),
        golden.number("gf_dim"),
        golden.number("df_dim"),
        golden.number("z_dim"),
        golden.number("word_dim"),
        golden.number("T"),
        Pooling.OFFICIAL,
        StemInput.NOISE,
        golden.number("cond_size"),
        official.generatorChannels(),
        official.discriminatorChannels());
  }
}
