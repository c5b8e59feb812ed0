/** The data directory of a stack: its lock, its state file and which recorded processes live. */
package dev.xmcgan.cli.data;
