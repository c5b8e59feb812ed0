/** What the services are doing, as server-sent events. */
package dev.xmcgan.gateway.events;
