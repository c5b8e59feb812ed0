/** Weights of the authors' own code, brought in as a checkpoint directory. */
package dev.xmcgan.lab.official;
