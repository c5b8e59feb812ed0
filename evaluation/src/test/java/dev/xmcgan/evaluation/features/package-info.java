/** Tests of feature vectors in files. */
package dev.xmcgan.evaluation.features;
