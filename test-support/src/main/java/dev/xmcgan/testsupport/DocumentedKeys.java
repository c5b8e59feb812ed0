package dev.xmcgan.testsupport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** Whether a README names configuration keys. */
public final class DocumentedKeys {
  private DocumentedKeys() {}

  /**
   * The keys that a module's README names neither in full nor without their prefix.
   *
   * @param keys in full, such as {@code xmcgan.worker.id}
   * @param prefix that a table's heading may say for all of them, such as {@code xmcgan.worker}
   */
  public static List<String> missing(String module, String prefix, Collection<String> keys)
      throws IOException {
    Path home = Path.of(System.getProperty("xmcgan.home"));
    String readme = Files.readString(home.resolve(module).resolve("README.md"));
    return keys.stream()
        .map(key -> key.replace("[*]", "")) // of a list
        .filter(
            key ->
                Stream.of(key, key.substring(prefix.length() + 1))
                    .noneMatch(name -> readme.contains("`" + name + "`")))
        .sorted()
        .toList();
  }
}
