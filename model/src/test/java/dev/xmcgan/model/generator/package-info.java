/** Tests of the generator, against official tensors and by its properties. */
package dev.xmcgan.model.generator;
