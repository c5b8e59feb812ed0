/** A directory of images with captions beside them as a data set. */
package dev.xmcgan.datasets.folder;
