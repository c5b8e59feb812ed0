/** How well images fit their captions, by a discriminator that learns no more. */
package dev.xmcgan.evaluation.matching;
