/** Tests of the inception score. */
package dev.xmcgan.evaluation.inception;
