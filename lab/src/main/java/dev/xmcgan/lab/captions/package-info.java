/** A layer that reads captions is taught what captions of drawn scenes say. */
package dev.xmcgan.lab.captions;
