package dev.xmcgan.safetensors;

import java.io.IOException;

/**
 * A file that is no sound safetensors file. The message names the tensor, where it is one's fault,
 * and not the file, which the reader knows.
 */
public final class SafeTensorsException extends IOException {

  private static final long serialVersionUID = 1L;

  SafeTensorsException(String problem) {
    super(problem);
  }

  SafeTensorsException(String problem, Throwable cause) {
    super(problem, cause);
  }

  static SafeTensorsException ofTensor(String tensor, String problem) {
    return new SafeTensorsException("tensor " + tensor + " " + problem);
  }
}
