package dev.xmcgan.trainer.gate;

import dev.xmcgan.images.RgbImage;

/**
 * A pair that is never trained on.
 *
 * @param caption one of its captions, always the same
 * @param contentHash of image and captions
 */
public record HeldOutPair(String pairId, String caption, RgbImage image, String contentHash) {}
