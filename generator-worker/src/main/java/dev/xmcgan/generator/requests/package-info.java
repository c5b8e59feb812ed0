/** Checks requests, and says in types why one is not drawn. */
package dev.xmcgan.generator.requests;
