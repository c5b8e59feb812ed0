/** How much of what captions leave open generated images show, and how like real ones they are. */
package dev.xmcgan.evaluation.diversity;
