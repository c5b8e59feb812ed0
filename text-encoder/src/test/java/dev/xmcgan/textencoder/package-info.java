/** Tests of the conversion from ONNX. */
package dev.xmcgan.textencoder;
