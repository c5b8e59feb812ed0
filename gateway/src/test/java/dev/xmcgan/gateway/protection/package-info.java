/** The rules of who may reach the gateway, without a server. */
package dev.xmcgan.gateway.protection;
