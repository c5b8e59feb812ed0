package dev.xmcgan.localkafka;

import java.util.ArrayList;
import java.util.List;

/** System properties that make Apicurio a quiet, small, local registry. */
final class RegistryOptions {

  private RegistryOptions() {}

  static List<String> of(RegistrySettings settings) {
    List<String> options = new ArrayList<>();
    options.add("-Dquarkus.http.host=127.0.0.1");
    options.add("-Dquarkus.http.port=" + settings.port());
    options.add("-Dquarkus.log.level=WARN");
    options.add("-Dquarkus.banner.enabled=false");
    RegistryStorage storage = settings.storage();
    if (storage instanceof RegistryStorage.InKafka kafka) {
      options.add("-Dapicurio.storage.kind=kafkasql");
      options.add("-Dapicurio.kafkasql.bootstrap.servers=" + kafka.bootstrapServers());
    } else if (storage instanceof RegistryStorage.InFile file) {
      options.add("-Dapicurio.storage.kind=sql");
      options.add("-Dapicurio.storage.sql.kind=h2");
      options.add("-Dapicurio.datasource.url=jdbc:h2:file:" + file.database().toAbsolutePath());
    }
    return options;
  }
}
