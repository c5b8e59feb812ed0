/** What the model's operations cost: process CPU and wall time, beside the machine's own peak. */
package dev.xmcgan.benchmarks;
