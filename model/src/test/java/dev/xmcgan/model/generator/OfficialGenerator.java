package dev.xmcgan.model.generator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.config.Pooling;
import dev.xmcgan.model.config.StemInput;
import dev.xmcgan.model.golden.Golden;
import dev.xmcgan.model.layers.Parameters;
import dev.xmcgan.model.official.OfficialParameters;
import dev.xmcgan.model.text.TextBatch;

/** The generator of a golden file: its configuration, tensors and inputs in our form. */
record OfficialGenerator(
    Generator generator, Parameters parameters, Parameters statistics, NDArray z, TextBatch text) {

  static OfficialGenerator of(Golden golden, NDManager manager) {
    ModelConfig config = config(golden);
    Parameters parameters =
        Parameters.owning(
            manager, OfficialParameters.generator(golden.under("in/G/params/"), manager));
    Parameters statistics =
        Parameters.owning(
            manager, OfficialParameters.generator(golden.under("in/G/batch_stats/"), manager));
    int[] lengths = golden.tensor("in/max_len_i32").toIntArray();
    TextBatch text =
        new TextBatch(
            golden.tensor("in/embedding"), golden.tensor("in/sentence_embedding"), lengths);
    return new OfficialGenerator(
        new Generator(config), parameters, statistics, golden.tensor("in/z"), text);
  }

  private static ModelConfig config(Golden golden) {
    ModelConfig preset = golden.preset();
    return new ModelConfig(
        "golden",
        preset.imageSize(),
        golden.number("gf_dim"),
        golden.number("gf_dim"),
        golden.number("z_dim"),
        golden.number("word_dim"),
        golden.number("T"),
        Pooling.OFFICIAL,
        StemInput.NOISE,
        16,
        preset.generatorChannels(),
        preset.discriminatorChannels());
  }
}
