/** What the model's operations cost on this machine. */
package dev.xmcgan.lab.bench;
