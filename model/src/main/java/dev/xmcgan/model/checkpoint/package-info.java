/** The files of a checkpoint directory: safetensors checked on reading, written atomically. */
package dev.xmcgan.model.checkpoint;
