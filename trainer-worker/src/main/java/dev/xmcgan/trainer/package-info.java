/** The trainer worker: pairs in, checkpoints out. */
package dev.xmcgan.trainer;
