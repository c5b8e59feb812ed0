package dev.xmcgan.cli;

import java.util.Collection;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.UnmatchedArgumentException;

/** What a mistyped command or option was perhaps meant to be. */
final class Suggestions {

  private Suggestions() {}

  /** The names that the first unknown word is nearest to; empty where none is near. */
  static List<String> of(UnmatchedArgumentException unknown) {
    CommandSpec command = unknown.getCommandLine().getCommandSpec();
    String typed = unknown.getUnmatched().get(0).split("=", 2)[0];
    return nearest(
        typed,
        typed.startsWith("-") ? command.optionsMap().keySet() : command.subcommands().keySet());
  }

  /** Those with the fewest slips, of which one in three letters is allowed. */
  static List<String> nearest(String typed, Collection<String> names) {
    int fewest = names.stream().mapToInt(name -> slips(typed, name)).min().orElse(typed.length());
    return 3 * fewest > typed.length()
        ? List.of()
        : names.stream().filter(name -> slips(typed, name) == fewest).sorted().toList();
  }

  /**
   * Letters left out, put in, exchanged, or turned round with their neighbour: the distance of
   * Damerau and Levenshtein in its form of optimal string alignment.
   */
  private static int slips(String typed, String meant) {
    int[][] slips = new int[typed.length() + 1][meant.length() + 1];
    for (int i = 0; i <= typed.length(); i++) {
      for (int j = 0; j <= meant.length(); j++) {
        if (i == 0 || j == 0) {
          slips[i][j] = i + j;
          continue;
        }
        int exchanged = typed.charAt(i - 1) == meant.charAt(j - 1) ? 0 : 1;
        int one = Math.min(slips[i - 1][j], slips[i][j - 1]) + 1;
        slips[i][j] = Math.min(one, slips[i - 1][j - 1] + exchanged);
        if (i > 1
            && j > 1
            && typed.charAt(i - 1) == meant.charAt(j - 2)
            && typed.charAt(i - 2) == meant.charAt(j - 1)) {
          slips[i][j] = Math.min(slips[i][j], slips[i - 2][j - 2] + 1);
        }
      }
    }
    return slips[typed.length()][meant.length()];
  }
}
