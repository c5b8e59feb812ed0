/** Evaluations that see captions and images batch by batch and hold none of them. */
package dev.xmcgan.evaluation.streaming;
