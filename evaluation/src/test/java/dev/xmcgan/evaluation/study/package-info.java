/** Tests of human studies. */
package dev.xmcgan.evaluation.study;
