/** Trace context (W3C) in the headers of records. */
package dev.xmcgan.transport.tracing;
