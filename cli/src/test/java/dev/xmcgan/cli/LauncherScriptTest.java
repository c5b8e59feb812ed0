package dev.xmcgan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

  @Test
  void namesAPathThatNoClassPathCanHold() throws Exception {
    // given
    Path home = Files.createDirectory(folder.resolve("a:b"));
    Path script = Files.copy(SCRIPT, home.resolve("xmcgan"));

    // when
    String said = run(script, Map.of(), 1, "status");

    // then
    assertThat(said).startsWith("xmcgan: " + home + " has a colon in its path");
  }

  @Test
  void buildsInALocaleAndWithOptionsThatAJvmCanStartWith() throws Exception {
    // given a checkout with nothing in it, whose build says what it was given
    fakeJava("openjdk version \\\"17.0.1\\\" 2021-10-19");
    Files.writeString(folder.resolve("bin/java"), "echo jdk.compiler\n", StandardOpenOption.APPEND);
    Path home = Files.createDirectory(folder.resolve("Übung, 50 % $HOME"));
    Path script = Files.copy(SCRIPT, home.resolve("xmcgan"));
    Path build = home.resolve("mvnw");
    Files.writeString(build, "#!/bin/sh\necho \"$PWD|$LC_ALL|$JAVA_TOOL_OPTIONS\"\n");
    assertThat(build.toFile().setExecutable(true)).isTrue();

    // when
    String said =
        run(
            script,
            Map.of(
                "JAVA_HOME", folder.toString(),
                "LC_ALL", "ar_EG.UTF-8",
                "JAVA_TOOL_OPTIONS", "-Da=b -XX:+UseG1GC -Xmx3g"),
            0,
            "build");

    // then
    assertThat(said).endsWith("\n" + home + "|C.UTF-8|-Da=b  -Xmx3g");
  }

  @Test
  void buildsNothingWhereNothingCanRun() throws Exception {
    // given
    fakeJava("openjdk version \\\"17.0.1\\\" 2021-10-19");
    Path programs = Files.createDirectory(folder.resolve("programs"));
    Path uname = programs.resolve("uname");
    Files.writeString(uname, "#!/bin/sh\n[ $1 = -s ] && echo FreeBSD || echo riscv64\n");
    assertThat(uname.toFile().setExecutable(true)).isTrue();
    Map<String, String> environment =
        Map.of("JAVA_HOME", folder.toString(), "PATH", programs + ":" + System.getenv("PATH"));

    // when
    String said = run(SCRIPT, environment, 1, "build");

    // then
    assertThat(said)
        .startsWith("xmcgan: no tensor library for FreeBSD on riscv64: only for ")
        .doesNotContain("\n");
  }

  @Test
  void isCheckedOutWithTheLineEndsOfAShellEverywhere() throws Exception {
    // given a repository with our attributes
    Path attributes = SCRIPT.resolveSibling(".gitattributes");
    Files.copy(attributes, folder.resolve(".gitattributes"));
    Files.copy(SCRIPT, folder.resolve("xmcgan"));
    git("init", "-q");
    git("add", ".");

    // when it is checked out as Windows does
    Files.delete(folder.resolve("xmcgan"));
    git("-c", "core.autocrlf=true", "checkout", "--", "xmcgan");

    // then
    assertThat(folder.resolve("xmcgan")).hasSameBinaryContentAs(SCRIPT);
    assertThat(Files.readString(SCRIPT)).doesNotContain("\r");
  }

  private void git(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
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
    return run(SCRIPT, Map.of(variable, value), exitCode, "status");
  }

  private static String run(
      Path script, Map<String, String> environment, int exitCode, String command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder("/bin/sh", script.toString(), command);
    builder.environment().remove("JAVA_HOME");
    builder.environment().putAll(environment);
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isEqualTo(exitCode);
    return said.strip();
  }
}
