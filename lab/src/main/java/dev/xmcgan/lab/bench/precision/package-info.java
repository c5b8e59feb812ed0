/** What half precision does to images. */
package dev.xmcgan.lab.bench.precision;
