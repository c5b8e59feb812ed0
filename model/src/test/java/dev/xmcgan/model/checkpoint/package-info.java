/** Tests of checkpoint files, whole and broken ones. */
package dev.xmcgan.model.checkpoint;
