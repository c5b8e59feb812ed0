package dev.xmcgan.gateway.app;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Page;
import java.util.List;
import java.util.Set;

/** What axe finds wrong with a page for people who cannot see it well, or use no mouse. */
final class Accessibility {
  private static final Set<String> SERIOUS = Set.of("serious", "critical");

  private Accessibility() {}

  /** The rules that are broken, each with the elements that break it. */
  static List<String> seriousFindings(Page page) {
    return new AxeBuilder(page)
        .setLegacyMode(true).analyze().getViolations().stream()
            .filter(rule -> SERIOUS.contains(rule.getImpact()))
            .map(
                rule ->
                    "%s: %s"
                        .formatted(
                            rule.getId(),
                            rule.getNodes().stream()
                                .map(node -> node.getHtml() + " " + node.getFailureSummary())
                                .toList()))
            .toList();
  }
}
