/** Captions as training uses them: encoded, compared by their words, and made false. */
package dev.xmcgan.model.captions;
