/** How much is asked for and not answered yet, and whether more can be answered in time. */
package dev.xmcgan.gateway.queue;
