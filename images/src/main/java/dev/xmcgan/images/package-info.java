/** Image files that say what they show, and sheets of several images. */
package dev.xmcgan.images;
