/** Tests of rehearsal. */
package dev.xmcgan.trainer.rehearsal;
