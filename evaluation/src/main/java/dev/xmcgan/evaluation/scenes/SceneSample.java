package dev.xmcgan.evaluation.scenes;

import dev.xmcgan.images.RgbImage;

/**
 * A caption with the image made from it and the one it was written for.
 *
 * @param caption of a drawn scene
 */
public record SceneSample(String caption, RgbImage generated, RgbImage real) {}
