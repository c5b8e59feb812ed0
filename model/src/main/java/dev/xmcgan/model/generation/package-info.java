/** Serving: captions and seeds in, the same RGB bytes out whatever else is in the batch. */
package dev.xmcgan.model.generation;
