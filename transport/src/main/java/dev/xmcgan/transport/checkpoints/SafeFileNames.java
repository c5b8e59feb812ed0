package dev.xmcgan.transport.checkpoints;

import java.util.regex.Pattern;

/** Names that stay inside their directory on every file system. */
final class SafeFileNames {

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}");

  private SafeFileNames() {}

  static boolean isPlain(String name) {
    return name != null && PLAIN.matcher(name).matches();
  }
}
