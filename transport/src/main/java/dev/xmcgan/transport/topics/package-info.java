/** Topics and their schemas, made where they are missing. */
package dev.xmcgan.transport.topics;
