/** Releases what the gate blessed, and takes back what turns out to be bad. */
package dev.xmcgan.trainer.releases;
