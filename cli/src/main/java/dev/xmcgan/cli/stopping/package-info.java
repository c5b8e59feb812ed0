/** Ends in order when the user wants it to. */
package dev.xmcgan.cli.stopping;
