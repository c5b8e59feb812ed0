package dev.xmcgan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the script {@code ./xmcgan} hands to Java: the model only where a command needs it. */
class LauncherClassPathTest {
  private static final List<String> BUILT =
      List.of(
          "cli/target/lib/picocli-4.jar",
          "lab/target/lib/lab-1.jar",
          "local-kafka/target/broker/lib/kafka_2.13.jar",
          "local-kafka/target/registry/lib/one.jar",
          "model/target/text-encoder/all-MiniLM-L6-v2/model.safetensors",
          "gateway/target/quarkus-app/quarkus-run.jar",
          "generator-worker/target/quarkus-app/quarkus-run.jar",
          "trainer-worker/target/quarkus-app/quarkus-run.jar");

  @TempDir private Path home;

  @BeforeEach
  void layOutABuiltCheckout() throws IOException {
    Files.copy(Path.of(System.getProperty("xmcgan.home"), "xmcgan"), home.resolve("xmcgan"));
    for (String file : BUILT) {
      Files.createDirectories(home.resolve(file).getParent());
      Files.createFile(home.resolve(file));
    }
    Path java = Files.createDirectories(home.resolve("jdk/bin")).resolve("java");
    Files.writeString(
        java,
        """
        #!/bin/sh
        [ "$1" = -version ] && { echo 'openjdk version "17.0.1"' >&2; exit; }
        while [ "$1" != -cp ]; do shift; done
        echo "$2"
        """);
    assertThat(java.toFile().setExecutable(true)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"up", "status", "--help", "generate train", "import scenes", "checkpoints list"})
  void whatTalksToServicesRunsWithoutTheModel(String line) throws Exception {
    assertThat(classPath(line)).isEqualTo(home + "/cli/target/lib/*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lab train",
        "lab",
        "train --steps 3",
        "teach-captions",
        "evaluate",
        "study make",
        "ablate",
        "drift",
        "bench stream",
        "checkpoints import DIR",
        "checkpoints import-official F"
      })
  void theLabStandsBehindTheLauncher(String line) throws Exception {
    assertThat(classPath(line)).isEqualTo(home + "/cli/target/lib/*:" + home + "/lab/target/lib/*");
  }

  private String classPath(String line) throws Exception {
    List<String> command = new ArrayList<>(List.of("/bin/sh", home.resolve("xmcgan").toString()));
    command.addAll(List.of(line.split(" ")));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", home.resolve("jdk").toString());
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said.strip();
  }
}
