package dev.xmcgan.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import com.microsoft.playwright.options.WaitForSelectorState;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.testsupport.TestBrowser;
import dev.xmcgan.transport.KafkaSettings;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** The page in a real browser, with a worker that answers at once; no script may fail on it. */
@WithTestResource(ServingKafka.class)
abstract class InBrowser {
  /** A checkpoint that was never released. */
  static final String EARLIER = "page-checkpoint";

  /** What a release draws, in the filmstrip. */
  static final String FRAMES = ".frames[data-checkpoint='%s']";

  @TestHTTPResource("/")
  URI url;

  @Inject KafkaSettings kafka;

  final List<String> errors = new ArrayList<>();
  private static TestBrowser chromium;

  /** One for all tests of a class, each of which opens windows of its own in it. */
  @BeforeAll
  static void launch() {
    chromium = TestBrowser.launch();
  }

  @AfterAll
  static void closeBrowser() {
    if (chromium != null) {
      chromium.close();
    }
  }

  @BeforeEach
  void publish() {
    Ready.awaitReady();
    try (Records records = new Records(kafka)) {
      Published.checkpoint(records, EARLIER, 400);
      Published.metrics(records, "page-trainer", 400);
      Published.metrics(records, "page-trainer", 410);
    }
  }

  @AfterEach
  void close() {
    chromium.browser().contexts().forEach(BrowserContext::close);
    assertThat(errors).isEmpty();
  }

  final Page page(int width, ColorScheme scheme) {
    Page page = window(width, scheme);
    page.navigate(url.toString());
    page.waitForSelector("#release[data-checkpoint]");
    return page;
  }

  final Page window(int width, ColorScheme scheme) {
    Page page =
        chromium
            .browser()
            .newContext(
                new Browser.NewContextOptions()
                    .setViewportSize(width, 900)
                    .setColorScheme(scheme)
                    // what is half faded in has less contrast
                    .setReducedMotion(ReducedMotion.REDUCE))
            .newPage();
    page.onPageError(errors::add);
    return page;
  }

  /** Two images of a red circle. */
  static void draw(Page page) {
    page.fill("#caption", "a red circle");
    page.fill("#count", "2");
    page.click("#draw");
    page.waitForSelector("#images .picture img >> nth=1");
    page.waitForSelector("#draw:not([disabled])");
  }

  /** Nothing is wider than the window, and nothing keeps anybody out. */
  static void assertUsable(Page page) {
    assertThat(Accessibility.seriousFindings(page)).isEmpty();
    assertThat((int) page.evaluate("document.documentElement.scrollWidth"))
        .isLessThanOrEqualTo(page.viewportSize().width);
  }

  static void screenshot(Page page, String name) {
    page.screenshot(
        new Page.ScreenshotOptions().setFullPage(true).setPath(Path.of("target", name)));
    await().until(() -> Path.of("target", name).toFile().length() > 0);
  }

  static Page.WaitForSelectorOptions gone() {
    return new Page.WaitForSelectorOptions().setState(WaitForSelectorState.HIDDEN);
  }

  /** There, though what it is in is folded. */
  static Page.WaitForSelectorOptions folded() {
    return new Page.WaitForSelectorOptions().setState(WaitForSelectorState.ATTACHED);
  }

  /** Lets the page think that keys are needed, and that its own may draw and no more. */
  static void withKeyThatDraws(Page page) {
    page.route(
        "**/v1/session",
        route ->
            route.fulfill(
                new Route.FulfillOptions()
                    .setContentType("application/json")
                    .setBody("{\"key_required\": true, \"roles\": [\"generate\"]}")));
  }
}
