/** Rehearsal: what the model could draw before, drawn again beside new pairs. */
package dev.xmcgan.trainer.rehearsal;
