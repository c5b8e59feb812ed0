/** Shards of a WebDataset: tar files whose neighbouring entries are an image and its captions. */
package dev.xmcgan.datasets.webdataset;
