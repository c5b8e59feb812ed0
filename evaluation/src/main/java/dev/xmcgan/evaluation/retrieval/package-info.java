/** R-precision: whether a generated image finds its caption among those of other images. */
package dev.xmcgan.evaluation.retrieval;
