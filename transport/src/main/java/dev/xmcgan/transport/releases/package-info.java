/** Which checkpoint a channel serves: what is known about it, and the changes that are allowed. */
package dev.xmcgan.transport.releases;
