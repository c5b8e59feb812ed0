/** Tests of R-precision. */
package dev.xmcgan.evaluation.retrieval;
