/** Feature vectors of many images: in memory, or in a file where they are too many. */
package dev.xmcgan.evaluation.features;
