/** The losses against the official code's numbers. */
package dev.xmcgan.model.losses;
