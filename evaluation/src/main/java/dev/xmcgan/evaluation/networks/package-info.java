/**
 * Networks that turn images into features and class probabilities, such as given TorchScript files.
 */
package dev.xmcgan.evaluation.networks;
