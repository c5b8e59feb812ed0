/** A data set the project draws for itself from a seed, with exact ground truth for each image. */
package dev.xmcgan.datasets.scenes;
