/** How well a checkpoint draws what captions say. */
package dev.xmcgan.lab.evaluation;
