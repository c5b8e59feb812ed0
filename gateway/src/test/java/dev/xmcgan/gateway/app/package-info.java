/** The whole gateway over HTTP, on a real broker, with a stand-in for the generator worker. */
package dev.xmcgan.gateway.app;
