/** Readiness: whether a request accepted now would be answered. */
package dev.xmcgan.gateway.health;
