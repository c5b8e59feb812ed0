/**
 * Loads what the commands need, once at build time, for the archive that lets them start quickly.
 */
package dev.xmcgan.cli.preload;
