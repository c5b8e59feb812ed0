/** What half precision does to images. */
package dev.xmcgan.cli.bench.precision;
