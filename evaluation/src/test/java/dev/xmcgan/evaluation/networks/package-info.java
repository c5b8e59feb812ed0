/** Tests of networks given as TorchScript files. */
package dev.xmcgan.evaluation.networks;
