/** Tests of the model configuration. */
package dev.xmcgan.model.config;
