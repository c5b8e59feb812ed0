package dev.xmcgan.cli.checkpoints;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Tells whether weights fit their configuration, which takes the model. {@link
 * java.util.ServiceLoader} finds it where the lab is on the class path; elsewhere it is left to the
 * workers and the gate.
 */
public interface ModelCheck {

  /**
   * @throws dev.xmcgan.cli.CommandException naming the file and what does not fit
   */
  void requireUsable(Path directory) throws IOException;
}
