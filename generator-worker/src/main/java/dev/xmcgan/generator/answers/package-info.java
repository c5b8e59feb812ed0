/** What is sent back for a request: its records, how they are sent, and spans of what was done. */
package dev.xmcgan.generator.answers;
