/** Tests of how spread images are, on scenes that show it. */
package dev.xmcgan.evaluation.diversity;
