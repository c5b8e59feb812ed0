/** {@code ./xmcgan keys}: who may call the gateway, and for what. */
package dev.xmcgan.cli.keys;
