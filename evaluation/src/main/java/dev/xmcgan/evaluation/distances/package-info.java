/** How far the features of generated images are from those of real ones: FID and KID. */
package dev.xmcgan.evaluation.distances;
