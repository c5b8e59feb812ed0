package dev.xmcgan.localkafka.processes;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A program that starts a child, prints its process id and waits to be killed. */
final class StartsAChild {

  private StartsAChild() {}

  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    ChildProcess child =
        ChildProcess.start(
            new ChildCommand(
                "child",
                List.of("/bin/sleep", "300"),
                Map.of(),
                directory,
                directory.resolve("child.log"),
                true));
    System.out.println(child.pid());
    child.onExit().get();
  }
}
