/** XMC-GAN written down as the paper has it, with no thought of speed: what ours is measured by. */
package dev.xmcgan.lab.bench.plain;
