/** Follows releases and brings each new checkpoint into the running worker without a pause. */
package dev.xmcgan.generator.swap;
