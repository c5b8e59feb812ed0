/** Human studies: blind sheets for raters, and what their answers say about the systems. */
package dev.xmcgan.evaluation.study;
