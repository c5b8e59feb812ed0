/** Spans of what a worker does for a request, in the trace that its record names. */
package dev.xmcgan.generator.tracing;
