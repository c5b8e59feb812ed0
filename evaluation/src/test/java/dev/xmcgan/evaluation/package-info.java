/** Tests of what this module may import. */
package dev.xmcgan.evaluation;
