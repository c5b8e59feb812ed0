/**
 * Who calls, and what they may do: API keys, known from a topic by their hashes, or access tokens
 * of an OpenID Connect provider.
 */
package dev.xmcgan.gateway.keys;
