/** A real Kafka broker and schema registry for tests, and the few clients tests need. */
package dev.xmcgan.testsupport;
