/** What the containers PNG, JPEG and WebP hold, told apart without decoding a pixel. */
package dev.xmcgan.images.containers;
