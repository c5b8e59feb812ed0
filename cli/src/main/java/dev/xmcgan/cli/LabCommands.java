package dev.xmcgan.cli;

import java.util.List;

/**
 * The commands below {@code ./xmcgan lab}. They need the model and its natives, which the launcher
 * does without, so {@link java.util.ServiceLoader} finds them where their jar is on the class path.
 */
public interface LabCommands {

  /** Objects with picocli's annotations, in the order of the help text. */
  List<Object> commands();
}
