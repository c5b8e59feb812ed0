package dev.xmcgan.model.training;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/**
 * Simultaneous updates of both networks, worked out but not yet applied.
 *
 * @param discriminator the discriminator's part
 * @param gradient of {@code g_loss} by the generator's parameters, (N)
 * @param images the generated images, (B,3,S,S)
 * @param statistics the batch's mean and variance of each of the generator's norms
 * @param scalars all of the discriminator's and the generator's
 */
record JointUpdate(
    DiscriminatorUpdate discriminator,
    NDArray gradient,
    NDArray images,
    Map<String, NDArray> statistics,
    Scalars scalars) {}
