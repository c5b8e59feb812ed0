/** Checkpoints as zip archives: brought in and handed out. */
package dev.xmcgan.gateway.archives;
