/**
 * Callbacks that tell a caller's server how a request ended: signed, retried, to public addresses.
 */
package dev.xmcgan.gateway.webhooks;
