/** Image files from anybody to plain RGB pixels and back: decoding, resizing, PNG and JPEG. */
package dev.xmcgan.images;
