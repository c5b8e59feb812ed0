/** Who may reach the gateway over HTTP, with what, and how slowly. */
package dev.xmcgan.gateway.protection;
