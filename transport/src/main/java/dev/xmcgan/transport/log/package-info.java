/** A compacted topic as a map that follows it. */
package dev.xmcgan.transport.log;
