/**
 * The header of safetensors files, checked without a tensor library: the gateway, which has none,
 * and the model read it alike; and the hash that names files by their content.
 */
package dev.xmcgan.safetensors;
