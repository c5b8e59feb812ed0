package dev.xmcgan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Commands in the documentation work in a fresh clone, where no module has been installed. */
class DocumentedCommandsTest {
  private static final Path HOME = Path.of(System.getProperty("xmcgan.home"));
  private static final Pattern MAVEN = Pattern.compile("\\./mvnw [^\n`#]*");

  @Test
  void oneModuleIsBuiltWithThoseItNeeds() throws Exception {
    List<String> commands = commands();

    assertThat(commands).isNotEmpty();
    assertThat(commands)
        .filteredOn(command -> command.contains(" -pl ") && !command.contains("-pl '!"))
        .isNotEmpty()
        .allMatch(command -> command.contains(" -am "));
  }

  @Test
  void oneTestIsLookedForInNoOtherModule() throws Exception {
    assertThat(commands())
        .filteredOn(command -> command.contains(" -Dtest=") && command.contains(" -am "))
        .isNotEmpty()
        .allMatch(command -> command.contains("-Dsurefire.failIfNoSpecifiedTests=false"));
  }

  private static List<String> commands() throws IOException {
    List<String> commands = new ArrayList<>();
    try (Stream<Path> files = Files.walk(HOME, 3)) {
      for (Path file :
          files
              .filter(file -> file.toString().endsWith(".md"))
              .filter(file -> !HOME.relativize(file).toString().contains("target"))
              .toList()) {
        // a command goes on behind a backslash
        String text = Files.readString(file).replaceAll("\\\\\n\\s*", "");
        Matcher matcher = MAVEN.matcher(text);
        while (matcher.find()) {
          commands.add(matcher.group());
        }
      }
    }
    return commands;
  }
}
