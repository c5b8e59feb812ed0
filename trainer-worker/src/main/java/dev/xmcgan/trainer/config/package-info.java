/** The keys of a trainer worker: read, checked, and what follows from them. */
package dev.xmcgan.trainer.config;
