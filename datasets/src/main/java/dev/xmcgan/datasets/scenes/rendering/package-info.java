/** Scenes as pixels: the only place of the house that paints with Java 2D. */
package dev.xmcgan.datasets.scenes.rendering;
