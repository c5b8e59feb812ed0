/** Keeps child processes running: starts, watches, restarts with backoff, stops in order. */
package dev.xmcgan.cli.supervision;
