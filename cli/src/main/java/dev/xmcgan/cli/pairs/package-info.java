/** {@code ./xmcgan pairs}: what is done with pairs that were imported. */
package dev.xmcgan.cli.pairs;
