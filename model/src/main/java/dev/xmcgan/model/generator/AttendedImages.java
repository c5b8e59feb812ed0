package dev.xmcgan.model.generator;

import ai.djl.ndarray.NDArray;

/**
 * Images with the attention that drew them; the arrays belong to the manager of the noise.
 *
 * @param image {@code (B,3,H,W)} in [0,1]
 * @param attention a of section 4.2 {@code (B,256,T)}: the weight of every word at each of the 16 ×
 *     16 regions, row by row; each region's weights sum to one, those of padding are zero
 */
public record AttendedImages(NDArray image, NDArray attention) {}
