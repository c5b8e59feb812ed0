/** API keys: what they look like, and how they are known without being kept. */
package dev.xmcgan.transport.keys;
