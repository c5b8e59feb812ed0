/** The inception score: how sure and how varied a classifier's answers to generated images are. */
package dev.xmcgan.evaluation.inception;
