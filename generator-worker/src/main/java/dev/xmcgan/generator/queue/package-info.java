/** A request's life in a worker, from the poll to the commit, in the hands of one owner. */
package dev.xmcgan.generator.queue;
