/** Which TCP ports are free on loopback. */
package dev.xmcgan.cli.ports;
