/** Tests of captions read, verdicts and the report on drawn scenes. */
package dev.xmcgan.evaluation.scenes;
