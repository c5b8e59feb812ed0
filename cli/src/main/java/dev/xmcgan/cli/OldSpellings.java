package dev.xmcgan.cli;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Set;

/** Commands that moved below {@code lab} go on working as they were called, and say so. */
final class OldSpellings {
  private static final Set<String> MOVED =
      Set.of("train", "teach-captions", "evaluate", "study", "ablate", "drift", "bench");
  private static final String CHECKPOINTS = "checkpoints";
  private static final String OFFICIAL = "import-official";

  private OldSpellings() {}

  /**
   * The arguments as they are written now.
   *
   * @param err told in one line when they were written otherwise
   */
  static String[] current(String[] arguments, PrintWriter err) {
    int words = oldWords(arguments);
    if (words == 0) {
      return arguments;
    }
    String[] current = new String[arguments.length + 2 - words];
    current[0] = LabCommand.NAME;
    System.arraycopy(arguments, words - 1, current, 1, arguments.length + 1 - words);
    err.printf(
        "xmcgan: 'xmcgan %s' is now 'xmcgan lab %s'%n",
        String.join(" ", Arrays.copyOf(arguments, words)), current[1]);
    err.flush();
    return current;
  }

  /** How many of the first words name a command that moved. */
  private static int oldWords(String[] arguments) {
    if (arguments.length > 0 && MOVED.contains(arguments[0])) {
      return 1;
    }
    boolean official =
        arguments.length > 1 && arguments[0].equals(CHECKPOINTS) && arguments[1].equals(OFFICIAL);
    return official ? 2 : 0;
  }
}
