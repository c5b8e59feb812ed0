/** What a model is made of: sizes, widths and options as one validated record, and the device. */
package dev.xmcgan.model.config;
