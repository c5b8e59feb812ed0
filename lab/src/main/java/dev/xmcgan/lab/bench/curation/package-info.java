/** How fast image files become what is learned from. */
package dev.xmcgan.lab.bench.curation;
