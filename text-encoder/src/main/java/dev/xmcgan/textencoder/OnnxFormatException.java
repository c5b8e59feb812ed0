package dev.xmcgan.textencoder;

import java.io.IOException;

/** A file is not the ONNX model it was taken for; the message says where reading stopped. */
public final class OnnxFormatException extends IOException {
  /** What is wrong with the file. */
  public OnnxFormatException(String message) {
    super(message);
  }
}
