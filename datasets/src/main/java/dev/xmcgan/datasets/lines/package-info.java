/** Files of lines: where each begins, what it says, and the lists of captions among them. */
package dev.xmcgan.datasets.lines;
