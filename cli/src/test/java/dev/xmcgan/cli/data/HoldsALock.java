package dev.xmcgan.cli.data;

import java.io.IOException;
import java.nio.file.Path;

/** A process of its own that takes a lock and keeps it until it is killed. */
final class HoldsALock {
  private HoldsALock() {}

  static Process start(Path folder) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                HoldsALock.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (process.inputReader().readLine() == null) {
      throw new IllegalStateException("the process did not get the lock");
    }
    return process;
  }

  public static void main(String[] arguments) throws Exception {
    DataLock lock = DataLock.acquire(new DataDirectory(Path.of(arguments[0])));
    System.out.println("holding " + lock);
    System.in.read();
  }
}
