/** {@code requests}: images that nobody waits for, and what the gateway tells of itself. */
package dev.xmcgan.cli.requests;
