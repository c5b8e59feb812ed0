package dev.xmcgan.cli.data;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.localkafka.Installation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The project's root and the fixed places of what its build makes.
 *
 * @param root the folder that holds {@code xmcgan} and the modules
 */
public record Home(Path root) {

  /** From the environment variable XMCGAN_HOME or the system property {@code xmcgan.home}. */
  public static Home locate() {
    String place =
        Optional.ofNullable(System.getenv("XMCGAN_HOME"))
            .orElseGet(() -> System.getProperty("xmcgan.home"));
    if (place == null || place.isBlank()) {
      throw CommandException.failed("XMCGAN_HOME is not set; start with the script ./xmcgan");
    }
    return new Home(Path.of(place).toAbsolutePath().normalize());
  }

  /** The runnable jar of a Quarkus service's module. */
  public Path serviceJar(String module) {
    return built(root.resolve(module).resolve("target/quarkus-app/quarkus-run.jar"));
  }

  /** Broker and registry. */
  public Installation localKafka() {
    try {
      return Installation.under(root);
    } catch (IllegalStateException e) {
      throw CommandException.failed(e.getMessage(), e);
    }
  }

  /** The starter's text encoder in the Hugging Face layout. */
  public Path textEncoder() {
    return built(root.resolve("model/target/text-encoder/all-MiniLM-L6-v2"));
  }

  /** The folder of the weights that ship with the project; may be empty or absent. */
  public Path starter() {
    return root.resolve("starter");
  }

  /** Archives of loaded classes that make the second start of every process quick. */
  public Path classArchives() {
    return root.resolve("cli/target/cds");
  }

  private static Path built(Path path) {
    if (!Files.exists(path)) {
      throw CommandException.failed(path + " is missing; ./xmcgan build makes it");
    }
    return path;
  }
}
