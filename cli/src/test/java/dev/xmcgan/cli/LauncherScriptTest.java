package dev.xmcgan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code ./xmcgan} as far as it goes before it hands over. */
class LauncherScriptTest {
  private static final Path SCRIPT = Path.of(System.getProperty("xmcgan.home"), "xmcgan");

  @TempDir private Path folder;

  @Test
  void namesTheJavaHomeThatHoldsNoJava() throws Exception {
    // when
    String said = run("JAVA_HOME", folder.toString(), 1);

    // then
    assertThat(said).isEqualTo("xmcgan: JAVA_HOME is " + folder + ", where there is no bin/java");
  }

  @Test
  void namesTheVersionThatIsTooOld() throws Exception {
    // given
    fakeJava("openjdk version \\\"11.0.2\\\" 2019-01-15");

    // when
    String said = run("JAVA_HOME", folder.toString(), 1);

    // then
    assertThat(said).contains("is Java 11; JDK 17 or newer is needed").doesNotContain("\n");
  }

  @Test
  void saysHowToGetJavaWhereThereIsNone() throws Exception {
    // given: a path with what the script itself needs, and no java
    for (String program : new String[] {"dirname", "readlink", "sed", "head"}) {
      Files.createSymbolicLink(folder.resolve(program), which(program));
    }

    // when
    String said = run("PATH", folder.toString(), 1);

    // then
    assertThat(said)
        .isEqualTo("xmcgan: no java found; install a JDK 17 or newer, or set JAVA_HOME");
  }

  private void fakeJava(String version) throws IOException {
    Path bin = Files.createDirectory(folder.resolve("bin"));
    Path java = bin.resolve("java");
    Files.writeString(java, "#!/bin/sh\necho \"" + version + "\" >&2\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
  }

  private static Path which(String program) {
    for (String place : System.getenv("PATH").split(":")) {
      Path file = Path.of(place, program);
      if (Files.isExecutable(file)) {
        return file;
      }
    }
    throw new AssertionError("no " + program);
  }

  private static String run(String variable, String value, int exitCode) throws Exception {
    ProcessBuilder builder = new ProcessBuilder("/bin/sh", SCRIPT.toString(), "status");
    builder.environment().remove("JAVA_HOME");
    builder.environment().put(variable, value);
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isEqualTo(exitCode);
    return said.strip();
  }
}
