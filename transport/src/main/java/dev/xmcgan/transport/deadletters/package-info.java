/** Where records go that could not even be decoded. */
package dev.xmcgan.transport.deadletters;
