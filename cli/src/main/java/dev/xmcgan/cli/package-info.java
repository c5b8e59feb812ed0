/** The commands behind {@code ./xmcgan}: the entry point, exit codes and how errors are told. */
package dev.xmcgan.cli;
