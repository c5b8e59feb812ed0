package dev.xmcgan.model.config;

import ai.djl.engine.Engine;
import ai.djl.huggingface.tokenizers.jni.LibUtils;

/**
 * Unpacks the tensor library and the tokenizer's from their jars into {@code DJL_CACHE_DIR}, where
 * a service that starts later finds them: for images whose file system is read-only.
 */
public final class NativeLibraries {
  private NativeLibraries() {}

  /** Loads both once. */
  public static void main(String[] arguments) {
    LibUtils.checkStatus();
    System.out.println(Engine.getInstance());
  }
}
