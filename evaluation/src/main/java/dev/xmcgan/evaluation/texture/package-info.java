/** What an image's finest texture tells of the network that drew it. */
package dev.xmcgan.evaluation.texture;
