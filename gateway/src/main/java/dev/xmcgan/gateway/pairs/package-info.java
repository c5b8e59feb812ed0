/** Image-text pairs by upload, checked as far as their headers tell. */
package dev.xmcgan.gateway.pairs;
