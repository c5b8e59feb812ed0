package dev.xmcgan.localkafka;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The broker's configuration files and whether its storage is formatted. The broker runs in the
 * data directory and is given names relative to it: Kafka takes a comma in {@code log.dirs} for the
 * beginning of another directory, reads the file that holds it as Latin-1, and Log4j takes the path
 * of its configuration for a URI.
 */
final class BrokerFiles {

  /** The broker's configuration, as seen from the data directory. */
  static final String PROPERTIES = "server.properties";

  /** Its logging, as seen from the data directory. */
  static final String LOGGING = "broker-log4j2.properties";

  /** As the template says it. */
  private static final String LOG_DIRECTORY = "kafka";

  private final BrokerSettings settings;

  BrokerFiles(BrokerSettings settings) {
    this.settings = settings;
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
            .replace("@controllerPort@", Integer.toString(settings.controllerPort()));
    StringBuilder properties = new StringBuilder(text);
    settings
        .properties()
        .forEach((key, value) -> properties.append(key).append('=').append(value).append('\n'));
    Files.writeString(settings.dataDirectory().resolve(PROPERTIES), properties);
    try (InputStream in = BrokerFiles.class.getResourceAsStream("broker-log4j2.properties")) {
      Files.copy(
          in, settings.dataDirectory().resolve(LOGGING), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private Path logDirectory() {
    return settings.dataDirectory().resolve(LOG_DIRECTORY);
  }
}
