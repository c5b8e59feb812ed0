package dev.xmcgan.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;

/**
 * The name of a process among all of its kind: role, host, and a suffix that stays in the process's
 * data directory, so that a second process on the host has another name and the same one after a
 * restart has its old name.
 */
public final class InstanceId {
  private static final String FILE = "instance-id";
  private static final int SUFFIX_LENGTH = 6;
  private static final int LONGEST_HOST = 60;

  private InstanceId() {}

  /**
   * The name that stands for a process that was given none.
   *
   * @param role such as {@code generator-worker}
   * @param dataDirectory the process's own; made if missing
   */
  public static String of(String role, Path dataDirectory) {
    return of(role, hostName(), dataDirectory);
  }

  static String of(String role, String host, Path dataDirectory) {
    String plain = host.replaceAll("[^a-zA-Z0-9-]+", "-");
    return role
        + "-"
        + plain.substring(0, Math.min(plain.length(), LONGEST_HOST))
        + "-"
        + suffix(dataDirectory);
  }

  private static String suffix(Path dataDirectory) {
    Path file = dataDirectory.resolve(FILE);
    try {
      Files.createDirectories(dataDirectory);
      if (Files.notExists(file)) {
        String fresh = UUID.randomUUID().toString().substring(0, SUFFIX_LENGTH);
        try {
          Files.writeString(file, fresh, StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
          // another process was quicker: that one's it is
        }
      }
      String suffix = Files.readString(file).strip();
      if (!suffix.matches("[a-zA-Z0-9]{1,32}")) {
        throw new IllegalArgumentException(file + " holds no suffix of a name; delete it");
      }
      return suffix;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot keep this process's name in " + dataDirectory + ": " + e.getMessage(), e);
    }
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      // a host that does not know its own address
      return Optional.ofNullable(System.getenv("HOSTNAME"))
          .filter(name -> !name.isBlank())
          .orElse("host");
    }
  }
}
