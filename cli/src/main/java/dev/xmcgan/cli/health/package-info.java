/** Asks the processes of a stack how they are. */
package dev.xmcgan.cli.health;
