/** Tests of scores, their comparison and their JSON. */
package dev.xmcgan.evaluation.scores;
