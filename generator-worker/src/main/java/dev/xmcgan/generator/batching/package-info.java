/** Forms micro-batches of images out of the requests a worker holds. */
package dev.xmcgan.generator.batching;
