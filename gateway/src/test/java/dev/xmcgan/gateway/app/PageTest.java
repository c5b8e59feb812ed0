package dev.xmcgan.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import com.microsoft.playwright.options.WaitForSelectorState;
import dev.xmcgan.gateway.pairs.ImageFiles;
import dev.xmcgan.images.PngFile;
import dev.xmcgan.images.RgbImage;
import dev.xmcgan.schemas.RejectedPair;
import dev.xmcgan.schemas.RejectionReason;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.testsupport.TestBrowser;
import dev.xmcgan.transport.KafkaSettings;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page in a real browser, with a worker that answers at once. */
@QuarkusTest
@WithTestResource(ServingKafka.class)
class PageTest {
  private static final String EARLIER = "page-checkpoint";
  private static final String FRAMES = ".frames[data-checkpoint='%s']";

  @TestHTTPResource("/")
  URI url;

  @Inject KafkaSettings kafka;

  private final List<String> errors = new ArrayList<>();
  private static TestBrowser chromium;

  /** One for all tests, each of which opens windows of its own in it. */
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
  void open() {
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

  @ParameterizedTest
  @CsvSource({"1200, LIGHT", "1200, DARK", "375, LIGHT", "375, DARK"})
  void nothingSeriousIsInAnybodysWay(int width, ColorScheme scheme) {
    // given: everything that there is to see
    Page page = page(width, scheme);
    draw(page);
    // samples are drawn once somebody looks
    page.locator("#filmstrip").scrollIntoViewIfNeeded();
    page.waitForSelector(FRAMES.formatted(FakeWorker.CHECKPOINT) + " img >> nth=2");
    page.click(".terms summary");
    page.click(".teach summary");
    screenshot(page, "page-%d-%s.png".formatted(width, scheme.name().toLowerCase()));

    // then
    assertThat(Accessibility.seriousFindings(page)).isEmpty();
    assertThat((int) page.evaluate("document.documentElement.scrollWidth"))
        .isLessThanOrEqualTo(width);

    // when: how an image was made, and a change of what is released
    page.click("#images .open >> nth=0");
    page.waitForSelector("#recipe[open]");

    // then
    assertThat(Accessibility.seriousFindings(page)).isEmpty();
    page.keyboard().press("Escape");
    page.click("[aria-label='Pin %s']".formatted(FakeWorker.CHECKPOINT));
    page.waitForSelector("#change[open]");
    assertThat(Accessibility.seriousFindings(page)).isEmpty();
  }

  @Test
  void whatEachReleaseDrawsIsSideBySideAndCanBeChangedThere() {
    // given
    Page page = page(1200, ColorScheme.LIGHT);
    page.locator("#filmstrip").scrollIntoViewIfNeeded();

    // then: the same captions, by both
    for (String checkpoint : List.of(EARLIER, FakeWorker.CHECKPOINT)) {
      page.waitForSelector(FRAMES.formatted(checkpoint) + " img >> nth=2");
    }
    assertThat(page.getAttribute(FRAMES.formatted(FakeWorker.CHECKPOINT), "data-serves"))
        .isEqualTo("true");

    // when: nothing happens by one click
    change(page, "Pin " + FakeWorker.CHECKPOINT, "a quiet week");

    // then
    page.waitForSelector("#channel[data-pinned=true]");
    assertThat(page.textContent("#channel")).contains("pinned", "a quiet week");
    change(page, "Unpin " + FakeWorker.CHECKPOINT, "");
    page.waitForSelector("#channel[data-pinned=false]");
  }

  @Test
  void whatIsRefusedIsSaidWhereItWasAsked() {
    // given
    Page page = page(1200, ColorScheme.LIGHT);
    page.waitForSelector("[aria-label='Pin %s']".formatted(FakeWorker.CHECKPOINT));
    page.route(
        "**/v1/releases/stable/pin",
        route ->
            route.fulfill(
                new com.microsoft.playwright.Route.FulfillOptions()
                    .setStatus(409)
                    .setContentType("application/json")
                    .setBody("{\"error\": {\"message\": \"somebody was faster\"}}")));

    // when
    change(page, "Pin " + FakeWorker.CHECKPOINT, "");

    // then: the dialog stays, with the reason
    page.waitForSelector("#change-message:has-text('somebody was faster')");
    assertThat(page.isVisible("#change")).isTrue();
  }

  @Test
  void aDrawingThatFailsKeepsWhatIsThereAndNamesTheRequest() {
    // given
    Page page = page(375, ColorScheme.DARK);
    draw(page);

    // when
    page.fill("#caption", "fail with NON_FINITE_IMAGE");
    page.click("#draw");

    // then
    page.waitForSelector("#message.error");
    assertThat(page.textContent("#message")).contains("request 0");
    assertThat(page.querySelectorAll("#images .picture img")).hasSize(2);
  }

  @Test
  void itOpensWithImagesAndWhatTheReleaseKnows() {
    // when
    Page page = page(375, ColorScheme.DARK);

    // then
    page.waitForSelector("#images .picture img >> nth=3");
    assertThat(page.textContent("#drawn-caption")).contains("a large red circle");
    assertThat(page.textContent("#knows")).contains("64 × 64 pixels");
    assertThat(page.isVisible("#history-section")).isFalse();

    // when
    draw(page);

    // then
    assertThat(page.textContent("#drawn-caption")).isEqualTo("a red circle");
  }

  @Test
  void aPngTellsItsRecipeWhenItIsChosenOrDropped() {
    // given
    Page page = page(375, ColorScheme.LIGHT);
    RgbImage image = RgbImage.square(8, new byte[3 * 8 * 8]);
    byte[] drawn =
        PngFile.encode(
            image, Map.of("caption", "a grün ring", "seed", "9007199254740993", "index", "2"));

    // when
    page.setInputFiles("#recipe-file", new FilePayload("ring.png", "image/png", drawn));

    // then
    page.waitForFunction("() => document.getElementById('seed').value === '9007199254740993'");
    assertThat(page.inputValue("#caption")).isEqualTo("a grün ring");
    assertThat(page.inputValue("#index")).isEqualTo("2");
    assertThat(page.inputValue("#count")).isEqualTo("1");

    // when: another is dropped that says nothing of itself
    page.evaluate(
        "bytes => { const data = new DataTransfer();"
            + " data.items.add(new File([new Uint8Array(bytes)], 'mute.png'));"
            + " document.getElementById('images').dispatchEvent(new DragEvent('drop',"
            + " { dataTransfer: data, bubbles: true, cancelable: true })); }",
        numbers(PngFile.encode(image)));

    // then
    page.waitForSelector("#message.error:has-text('mute.png does not say how it was drawn')");
    assertThat(page.inputValue("#caption")).isEqualTo("a grün ring");
  }

  private static List<Integer> numbers(byte[] bytes) {
    return IntStream.range(0, bytes.length).map(at -> bytes[at] & 0xff).boxed().toList();
  }

  @Test
  void aWordShowsWhereItActedOnTheImage() {
    // given
    Page page = page(1200, ColorScheme.LIGHT);
    draw(page);
    page.click("#images .open >> nth=0");
    page.waitForSelector("#recipe[open]");
    assertThat(page.isVisible("#recipe-attention")).isFalse();

    // when
    page.hover("#recipe-words button:has-text('red')");

    // then: the second word acted on the right
    page.waitForSelector("#recipe-attention:not([hidden])");
    assertThat(
            page.evaluate(
                "(() => [...document.getElementById('recipe-attention').getContext('2d')"
                    + ".getImageData(0, 0, 2, 2).data].filter((v, i) => i % 4 === 3))()"))
        .isEqualTo(List.of(217, 0, 217, 108));
    assertThat(page.locator("#recipe-attention").boundingBox().width)
        .isCloseTo(page.locator("#recipe-image").boundingBox().width, within(1.0));
    assertThat(Accessibility.seriousFindings(page)).isEmpty();
    page.hover("#recipe-caption");
    assertThat(page.isVisible("#recipe-attention")).isFalse();
  }

  @Test
  void aSliderLeadsFromOnePromptToAnother() {
    // given
    Page page = page(375, ColorScheme.DARK);
    page.fill("#caption", "a red circle");
    page.click(".between summary");
    page.fill("#way-to", "a blue ring");
    page.fill("#way-frames", "5");

    // when
    page.click("#way-draw");

    // then
    page.waitForSelector("#way-result:not([hidden])");
    assertThat(page.getAttribute("#way-strip", "alt")).startsWith("0 % of the way");
    double left = left(page);
    page.focus("#way-slider");
    page.keyboard().press("End");
    assertThat(page.getAttribute("#way-strip", "alt"))
        .isEqualTo("100 % of the way from “a red circle” to “a blue ring”");
    // the last image is where the first one was
    double width = page.locator(".way-frame").boundingBox().width;
    assertThat(left - left(page)).isCloseTo(4 * width, within(0.5));
    assertThat(Accessibility.seriousFindings(page)).isEmpty();
    assertThat((int) page.evaluate("document.documentElement.scrollWidth"))
        .isLessThanOrEqualTo(375);

    // when: it cannot be drawn
    page.fill("#way-to", "a red circle");
    page.click("#way-draw");

    // then: that is said, and what was there stays
    page.waitForSelector("#way-message.error:has-text('must be another')");
    assertThat(page.isVisible("#way-strip")).isTrue();
  }

  private static double left(Page page) {
    return page.locator("#way-strip").boundingBox().x;
  }

  @Test
  void aPairThatWasSentShowsHowFarItHasCome() {
    // given
    Page page = page(1200, ColorScheme.LIGHT);
    page.click(".teach summary");
    page.setInputFiles(
        "#pair-image", new FilePayload("ring.png", "image/png", ImageFiles.png(64, 64)));
    page.fill("#pair-caption", "a ring that was sent");

    // when
    page.click("#pair-send");

    // then
    page.waitForSelector("#taught li[data-status=accepted]");
    String id = page.getAttribute("#taught li", "data-pair");
    try (Records records = new Records(kafka)) {
      records.send(
          Topic.REJECTED_PAIRS,
          id,
          RejectedPair.newBuilder()
              .setPairId(id)
              .setReason(RejectionReason.DUPLICATE)
              .setDetail("its image is that of another")
              .setRejectedAt(Published.THEN)
              .build());
    }
    page.waitForSelector("#taught li[data-status=rejected]");
    assertThat(page.textContent("#taught"))
        .contains("a ring that was sent", "not learned from: its image is that of another");
    assertThat(Accessibility.seriousFindings(page)).isEmpty();

    // when: somebody comes back
    page.reload();

    // then
    page.waitForSelector("#taught li[data-status=rejected]", hidden());
  }

  @ParameterizedTest
  @CsvSource({"1200, LIGHT", "375, DARK"})
  void whatWasGivenUpIsShownWithItsImageBesideWhatKafkaHolds(int width, ColorScheme scheme) {
    // given: one with an image, one whose image cannot be read
    try (Records records = new Records(kafka)) {
      RejectedPairs.send(
          records, "page/rejected", ImageFiles.png(64, 64), RejectionReason.DUPLICATE);
      RejectedPairs.send(
          records, "page/broken", new byte[] {1, 2, 3}, RejectionReason.BROKEN_IMAGE);
    }

    // when
    Page page = page(width, scheme);
    page.locator("#rejected").scrollIntoViewIfNeeded();

    // then
    String item = "#rejected li:has-text('page/%s')";
    page.waitForSelector(item.formatted("rejected") + " img");
    page.waitForFunction(
        "() => [...document.querySelectorAll('#rejected img')].every(i => i.naturalWidth > 0)");
    assertThat(page.querySelector(item.formatted("broken") + " img")).isNull();
    assertThat(page.textContent(item.formatted("broken"))).contains("broken image");
    assertThat(page.textContent("#lags")).contains("requests, by this gateway: ");
    assertThat(page.textContent("#disks")).containsPattern("broker \\d+: [0-9.]+ [KM]B, .* free");
    assertThat(Accessibility.seriousFindings(page)).isEmpty();
    assertThat((int) page.evaluate("document.documentElement.scrollWidth"))
        .isLessThanOrEqualTo(width);
  }

  /** There, though what it is in is folded. */
  private static Page.WaitForSelectorOptions gone() {
    return new Page.WaitForSelectorOptions().setState(WaitForSelectorState.HIDDEN);
  }

  private static Page.WaitForSelectorOptions hidden() {
    return new Page.WaitForSelectorOptions().setState(WaitForSelectorState.ATTACHED);
  }

  @Test
  void wordsThatItWasNeverTaughtAreMarked() {
    // given: a model that says what it was taught
    Page page = window(1200, ColorScheme.LIGHT);
    page.route(
        "**/v1/models/stable",
        route ->
            route.fulfill(
                new Route.FulfillOptions()
                    .setContentType("application/json")
                    .setBody(
                        """
                        {"id": "stable", "checkpoint": "%s", "taught":
                         {"captions": 9, "words": ["a", "red", "ring"]}}
                        """
                            .formatted(FakeWorker.CHECKPOINT))));
    page.navigate(url.toString());
    page.waitForSelector("#knows:not([hidden])");

    // when
    page.fill("#caption", "A red ring, a crimson RING and a cat");

    // then
    assertThat(page.locator("#unknown-words mark").allTextContents())
        .containsExactly("crimson", "and", "cat");

    // when
    page.fill("#caption", "a red ring");

    // then
    page.waitForSelector("#unknown-words", gone());
  }

  @Test
  void aGatewayThatWasTooBusyForItsEventsIsAskedAgain() {
    // given: a tab with a stream of its own, which can be answered for
    Page page = window(1200, ColorScheme.LIGHT);
    page.addInitScript("delete window.SharedWorker");
    AtomicInteger asked = new AtomicInteger();
    page.route(
        "**/v1/events",
        route -> {
          if (asked.getAndIncrement() == 0) {
            route.fulfill(new Route.FulfillOptions().setStatus(503));
          } else {
            route.resume();
          }
        });

    // when
    page.navigate(url.toString());

    // then
    page.waitForSelector("#connection:not([hidden])");
    page.waitForSelector("#release[data-checkpoint]");
    assertThat(asked).hasValueGreaterThan(1);
    page.waitForSelector("#connection", gone());
  }

  @Test
  void swaggerUiShowsTheApiAndCallsIt() {
    // when
    Page page = window(1200, ColorScheme.LIGHT);
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error")) {
            errors.add(message.text());
          }
        });
    page.navigate(url + "q/swagger-ui");
    page.click("#operations-Models_Resource-listModels .opblock-summary-control");
    page.click(".try-out__btn");
    page.click(".execute");

    // then
    page.waitForSelector(".live-responses-table .response-col_status:has-text('200')");
    screenshot(page, "swagger-ui.png");
  }

  private Page page(int width, ColorScheme scheme) {
    Page page = window(width, scheme);
    page.navigate(url.toString());
    page.waitForSelector("#release[data-checkpoint]");
    return page;
  }

  private Page window(int width, ColorScheme scheme) {
    Page page =
        chromium
            .browser()
            .newContext(
                new Browser.NewContextOptions().setViewportSize(width, 900).setColorScheme(scheme))
            .newPage();
    page.onPageError(errors::add);
    return page;
  }

  private static void draw(Page page) {
    page.fill("#caption", "a red circle");
    page.fill("#count", "2");
    page.click("#draw");
    page.waitForSelector("#images .picture img >> nth=1");
    page.waitForSelector("#draw:not([disabled])");
  }

  private static void change(Page page, String what, String why) {
    page.click("[aria-label='%s']".formatted(what));
    page.fill("#change-reason", why);
    page.click("#change-do");
  }

  private static void screenshot(Page page, String name) {
    page.screenshot(
        new Page.ScreenshotOptions().setFullPage(true).setPath(Path.of("target", name)));
    await().until(() -> Path.of("target", name).toFile().length() > 0);
  }
}
