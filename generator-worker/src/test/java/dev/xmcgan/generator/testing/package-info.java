/** What the tests of several packages share. */
package dev.xmcgan.generator.testing;
