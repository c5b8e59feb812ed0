/** The commands that start, stop and show a local stack. */
package dev.xmcgan.cli.stack;
