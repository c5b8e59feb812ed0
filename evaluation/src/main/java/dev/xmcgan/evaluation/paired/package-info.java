/** Two generators that drew the same captions from the same seeds, compared caption by caption. */
package dev.xmcgan.evaluation.paired;
