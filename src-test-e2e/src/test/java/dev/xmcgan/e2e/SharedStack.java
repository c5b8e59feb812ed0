package dev.xmcgan.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One stack for all test classes that only talk to it: started when the first asks for it, stopped
 * after the last. The trainer publishes early, so that a few pairs make a checkpoint.
 */
final class SharedStack implements ParameterResolver {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(SharedStack.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == RunningStack.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(Held.class, key -> Held.start(), Held.class)
        .stack();
  }

  /** Closed by JUnit with the root store. */
  private record Held(RunningStack stack) implements AutoCloseable {
    static Held start() {
      try {
        Path data = Files.createDirectories(RunningStack.HOME.resolve("src-test-e2e/target/stack"));
        return new Held(
            RunningStack.up(
                Files.createTempDirectory(data, "shared-"),
                Map.of(
                    "XMCGAN_TRAINER_CHECKPOINT_INTERVAL", "PT8S",
                    "XMCGAN_TRAINER_STEPS_PER_PAIR", "0.1",
                    "XMCGAN_TRAINER_SMALL_STREAM", "0",
                    // few pairs are taught here, and not much time is there to judge
                    "XMCGAN_TRAINER_GATE_FEWEST_PAIRS", "16",
                    "XMCGAN_TRAINER_GATE_IMAGES", "32",
                    "XMCGAN_TRAINER_GATE_WITHOUT_SCORES", "release")));
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() throws Exception {
      stack.close();
    }
  }
}
