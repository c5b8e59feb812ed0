/** The keys of a generator worker, read and checked; parts are given the group that they need. */
package dev.xmcgan.generator.config;
