package dev.xmcgan.testsupport;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A quick look for anything that could be a Docker engine. Testcontainers takes a second and a page
 * of log to find that there is none.
 */
final class DockerSockets {

  private DockerSockets() {}

  static boolean mayExist() {
    String home = System.getProperty("user.home", "");
    return System.getenv("DOCKER_HOST") != null
        || System.getProperty("os.name", "").startsWith("Windows")
        || Stream.of(
                Path.of("/var/run/docker.sock"),
                Path.of(home, ".testcontainers.properties"),
                Path.of(home, ".docker", "run", "docker.sock"),
                Path.of(home, ".docker", "desktop", "docker.sock"),
                Path.of(String.valueOf(System.getenv("XDG_RUNTIME_DIR")), "docker.sock"))
            .anyMatch(Files::exists);
  }
}
