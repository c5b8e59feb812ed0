/** Starts and stops what the gateway keeps running. */
package dev.xmcgan.gateway.lifecycle;
