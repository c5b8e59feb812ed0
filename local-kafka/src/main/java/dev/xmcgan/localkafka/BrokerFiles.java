package dev.xmcgan.localkafka;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The broker's configuration files and whether its storage is formatted. */
final class BrokerFiles {

  private final BrokerSettings settings;

  BrokerFiles(BrokerSettings settings) {
    this.settings = settings;
  }

  Path logDirectory() {
    return settings.dataDirectory().resolve("kafka");
  }

  Path properties() {
    return settings.dataDirectory().resolve("server.properties");
  }

  Path logging() {
    return settings.dataDirectory().resolve("broker-log4j2.properties");
  }

  boolean isFormatted() {
    return Files.isRegularFile(logDirectory().resolve("meta.properties"));
  }

  /** Written at every start: ports may change between starts. */
  void write() throws IOException {
    Files.createDirectories(logDirectory());
    String template;
    try (InputStream in = BrokerFiles.class.getResourceAsStream("server.properties")) {
      template = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    String text =
        template
            .replace("@port@", Integer.toString(settings.port()))
            .replace("@controllerPort@", Integer.toString(settings.controllerPort()))
            .replace("@logDirectory@", escaped(logDirectory()));
    Files.writeString(properties(), text);
    try (InputStream in = BrokerFiles.class.getResourceAsStream("broker-log4j2.properties")) {
      Files.copy(in, logging(), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** A path as a value in a properties file. */
  private static String escaped(Path path) {
    return path.toString().replace("\\", "\\\\");
  }
}
