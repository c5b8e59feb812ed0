/** Semantic object accuracy: whether the objects a caption names are found on the image. */
package dev.xmcgan.evaluation.objects;
