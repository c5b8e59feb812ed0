/** Tests of serving: seeds, batches that do not mix, checkpoints that are refused. */
package dev.xmcgan.model.generation;
