/**
 * How good images are beside real ones: FID, KID, inception score, precision and recall of
 * features, and the grid that upsampling leaves.
 */
package dev.xmcgan.evaluation.quality;
