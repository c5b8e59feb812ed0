package dev.xmcgan.localkafka.processes;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Command lines of JVMs that should start quickly and stay small. */
public final class JavaCommand {

  private JavaCommand() {}

  public static List<String> smallJvm(
      int heapMegabytes, List<String> options, List<String> program) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xms32m");
    command.add("-Xmx" + heapMegabytes + "m");
    command.add("-XX:+UseSerialGC");
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-XX:MaxMetaspaceSize=192m");
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.add("-Djava.awt.headless=true");
    // newer JDKs warn of each native library without it
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(options);
    command.addAll(program);
    return command;
  }
}
