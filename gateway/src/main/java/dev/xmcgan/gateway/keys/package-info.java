/** Who calls, and what they may do: API keys, known from a topic by their hashes. */
package dev.xmcgan.gateway.keys;
