package dev.xmcgan.model.training;

/**
 * Simultaneous updates of both networks, worked out but not yet applied.
 *
 * @param generator its part; the scalars are those of both
 */
public record JointUpdate(DiscriminatorUpdate discriminator, GeneratorUpdate generator) {}
