/** Requests for images, sent to a running stack in several ways, and how long they take. */
package dev.xmcgan.lab.bench.load;
