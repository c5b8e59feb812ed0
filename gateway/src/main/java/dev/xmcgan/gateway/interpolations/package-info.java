/** {@code /v1/interpolations}: images that lead from one caption and seed to another. */
package dev.xmcgan.gateway.interpolations;
