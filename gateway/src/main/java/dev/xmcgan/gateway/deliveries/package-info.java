/** Makes the callbacks that requests ask for, whichever instance took them. */
package dev.xmcgan.gateway.deliveries;
