/** Reads the tensors that the official code wrote and compares ours with them. */
package dev.xmcgan.model.golden;
