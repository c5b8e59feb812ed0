/** How well images show what captions of drawn scenes say: claims, verdicts and the report. */
package dev.xmcgan.evaluation.scenes;
