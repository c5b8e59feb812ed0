package dev.xmcgan.model.training.state;

import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.discriminator.Discriminator;
import dev.xmcgan.model.generator.Generator;

/** The two networks of one model, without weights. */
public record Networks(Generator generator, Discriminator discriminator) {

  /** Those of a configuration. */
  public static Networks of(ModelConfig config) {
    return new Networks(new Generator(config), new Discriminator(config));
  }
}
