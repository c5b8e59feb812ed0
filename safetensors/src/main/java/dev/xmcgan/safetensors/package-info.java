/**
 * The header of safetensors files, checked without a tensor library: the gateway, which has none,
 * and the model read it alike.
 */
package dev.xmcgan.safetensors;
