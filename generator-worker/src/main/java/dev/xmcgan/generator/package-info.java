/** The generator worker: caption requests in, images out. */
package dev.xmcgan.generator;
