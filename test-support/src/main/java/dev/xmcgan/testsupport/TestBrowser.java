package dev.xmcgan.testsupport;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A Chromium of this machine's; tests are left out where there is none. Who uses it needs
 * Playwright among its own dependencies.
 */
public final class TestBrowser implements AutoCloseable {
  private final Playwright playwright;
  private final Browser browser;

  private TestBrowser(Path chromium) {
    this.playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    this.browser = playwright.chromium().launch(options(chromium));
  }

  /** Starts it; {@code CHROMIUM_PATH} names one that is not where they usually are. */
  public static TestBrowser launch() {
    Optional<Path> chromium = chromium();
    assumeTrue(
        chromium.isPresent(),
        "no Chromium found: set CHROMIUM_PATH or install it to test the page");
    return new TestBrowser(chromium.orElseThrow());
  }

  /** For new windows. */
  public Browser browser() {
    return browser;
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }

  private static BrowserType.LaunchOptions options(Path chromium) {
    return new BrowserType.LaunchOptions()
        .setExecutablePath(chromium)
        .setArgs(
            List.of(
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run"));
  }

  private static Optional<Path> chromium() {
    return Stream.of(
            System.getenv("CHROMIUM_PATH"),
            "/usr/bin/chromium",
            "/usr/bin/chromium-browser",
            "/usr/bin/google-chrome")
        .filter(Objects::nonNull)
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }
}
