/** Where the project lies and what of it has been built. */
package dev.xmcgan.cli.home;
