/** Draws images of a caption through the gateway and writes them to files. */
package dev.xmcgan.cli.generate;
