/** Tests of the antialiased resize. */
package dev.xmcgan.evaluation.images;
