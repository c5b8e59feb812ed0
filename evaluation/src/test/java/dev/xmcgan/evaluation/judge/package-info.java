/** Tests of the scene judge, and what trains it on drawn scenes. */
package dev.xmcgan.evaluation.judge;
