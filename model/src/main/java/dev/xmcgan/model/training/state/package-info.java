/** Everything training changes: weights, averages, optimisers, noise; and its files. */
package dev.xmcgan.model.training.state;
