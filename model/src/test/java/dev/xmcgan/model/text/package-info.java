/** Tests of the text encoder. */
package dev.xmcgan.model.text;
