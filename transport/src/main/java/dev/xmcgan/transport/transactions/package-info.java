/** Results and consumed offsets, committed together or not at all. */
package dev.xmcgan.transport.transactions;
