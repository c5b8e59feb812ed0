/** How the benchmarks of the command line print what they measured. */
package dev.xmcgan.cli.bench.figures;
