/** Checkpoints with what was found about them, and which of them a channel serves. */
package dev.xmcgan.gateway.releases;
