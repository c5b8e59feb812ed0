/** How far a long command is. */
package dev.xmcgan.cli.progress;
