/** Tests of the conversion from ONNX. */
package dev.xmcgan.model.text.onnx;
