package dev.xmcgan.localkafka;

import java.util.ArrayList;
import java.util.List;

/** System properties that make Apicurio a quiet, small, local registry. */
final class RegistryOptions {

  private RegistryOptions() {}

  static List<String> of(RegistrySettings settings) {
    List<String> options =
        new ArrayList<>(
            List.of(
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + settings.port(),
                "-Dquarkus.banner.enabled=false",
                "-Dquarkus.http.access-log.enabled=false",
                "-Dquarkus.log.level=WARN",
                "-Dquarkus.log.category.\"io.apicurio\".level=WARN",
                // its in-memory database needs no twenty connections
                "-Dapicurio.datasource.jdbc.initial-size=1",
                "-Dapicurio.datasource.jdbc.min-size=1",
                "-Dapicurio.datasource.jdbc.max-size=8",
                // periodic jobs that nobody here needs
                "-Dapicurio.config.refresh.every=off",
                "-Dapicurio.logconfigjob.every=off",
                "-Dapicurio.downloads.reaper.every=off"));
    if (settings.storage() instanceof RegistryStorage.InKafka kafka) {
      options.add("-Dapicurio.storage.kind=kafkasql");
      options.add("-Dapicurio.kafkasql.bootstrap.servers=" + kafka.bootstrapServers());
      // it waits this long for a snapshot before it reads its journal; it takes none here
      options.add("-Dapicurio.kafkasql.consumer.poll.timeout=200");
      options.add("-Dapicurio.kafkasql.snapshot.every.seconds=off");
    } else if (!(settings.storage() instanceof RegistryStorage.InMemory)) {
      throw new IllegalStateException("no such storage: " + settings.storage());
    }
    return options;
  }
}
