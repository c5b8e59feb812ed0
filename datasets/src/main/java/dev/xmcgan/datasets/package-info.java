/**
 * Where image-text pairs come from: the one shape they all have, and the sources that give them.
 */
package dev.xmcgan.datasets;
