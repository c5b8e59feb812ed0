/** Starts and stops what the gateway keeps running, and says whether it is ready. */
package dev.xmcgan.gateway.lifecycle;
