package dev.xmcgan.model.text;

import java.nio.file.Path;

/** Where the build leaves the starter's text encoder. */
public final class MiniLm {
  private MiniLm() {}

  /** A Hugging Face directory. */
  public static Path directory() {
    return Path.of(
        System.getProperty("xmcgan.home"), "model", "target", "text-encoder", "all-MiniLM-L6-v2");
  }
}
