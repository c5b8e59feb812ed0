/** How the benchmarks of the command line print what they measured. */
package dev.xmcgan.lab.bench.figures;
