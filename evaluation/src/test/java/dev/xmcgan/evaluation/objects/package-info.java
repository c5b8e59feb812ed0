/** Tests of semantic object accuracy. */
package dev.xmcgan.evaluation.objects;
