/** Captions to word and sentence embeddings: tokeniser, a frozen BERT, pooling and a cache. */
package dev.xmcgan.model.text;
