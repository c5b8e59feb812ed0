package dev.xmcgan.cli.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option that names the data directory. */
public final class DataOption {
  private static final String VARIABLE = "XMCGAN_DATA";

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Where the stack keeps its state (default: XMCGAN_DATA, else the folder data of the"
              + " checkout; where that is another user's, ~/.local/state/xmcgan).")
  private Optional<Path> path;

  public DataDirectory directory() {
    Path chosen = path.orElseGet(() -> standard(System.getenv(), Home.locate()));
    return new DataDirectory(chosen.toAbsolutePath().normalize());
  }

  /** The same from every working directory. */
  static Path standard(Map<String, String> environment, Home home) {
    String named = environment.getOrDefault(VARIABLE, "");
    if (!named.isBlank()) {
      return Path.of(named);
    }
    Path own = home.root().resolve("data");
    if (Files.isWritable(Files.exists(own) ? own : home.root())) {
      return own;
    }
    String state = environment.getOrDefault("XDG_STATE_HOME", "");
    return (state.isBlank()
            ? Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")))
                .resolve(Path.of(".local", "state"))
            : Path.of(state))
        .resolve("xmcgan");
  }
}
