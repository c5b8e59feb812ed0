package dev.xmcgan.gateway.app;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Drawing: what is asked for, what is shown, and what is kept. */
@QuarkusTest
class DrawPageTest extends InBrowser {
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
  void anAnswerThatBreaksOffIsNoDrawing() {
    // given: a gateway that goes behind the first of two images
    Page page = page(1200, ColorScheme.LIGHT);
    draw(page); // the page is done with the images that it opened with
    Response whole = page.waitForResponse("**/v1/images/generations", () -> draw(page));
    String first = whole.text().replaceFirst("(?s)\n\n.*", "\n\n");
    page.route(
        "**/v1/images/generations",
        route ->
            route.fulfill(
                new Route.FulfillOptions()
                    .setStatus(200)
                    .setHeaders(whole.headers())
                    .setBody(first)));

    // when
    page.fill("#caption", "a blue circle");
    page.click("#draw");

    // then: what was there stays, and the request can be asked for
    page.waitForSelector("#message.error:has-text('broke off')");
    assertThat(page.textContent("#message")).contains("request 0");
    assertThat(page.textContent("#drawn-caption")).isEqualTo("a red circle");
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
  void anExampleIsFilledInAndOverwritesNothing() {
    // given
    Page page = page(375, ColorScheme.LIGHT);
    List<String> examples = page.locator("#examples .chip").allTextContents();

    // when, then
    for (int example = 0; example < 2; example++) {
      page.click("#examples .chip >> nth=" + example);
      assertThat(page.inputValue("#caption")).isEqualTo(examples.get(example));
    }

    // when: a caption is somebody's own
    page.fill("#caption", examples.get(1) + " on snow");
    page.click("#examples .chip >> nth=0");

    // then
    assertThat(page.inputValue("#caption")).isEqualTo(examples.get(1) + " on snow");
    assertThat(page.textContent("#message")).contains("Your own caption is kept");
  }

  @Test
  void cancellingKeepsWhatIsThereAndIsHeard() {
    // given
    Page page = page(1200, ColorScheme.DARK);
    draw(page);
    page.fill("#caption", FakeWorker.LAST_ALONE);
    page.selectOption("#size", "128");
    page.click("#draw");

    // then: each image is in its place as soon as it is there
    page.waitForSelector("#images > .picture:nth-child(2)");
    page.waitForSelector("#images > .waiting:nth-child(1)");
    Page other = page(375, ColorScheme.LIGHT);
    other.waitForSelector("#queue:has-text('wait, the oldest for')", folded());

    // when
    page.click("#cancel");

    // then
    page.waitForSelector("#message:has-text('Cancelled.')");
    assertThat(page.textContent("#drawn-caption")).isEqualTo("a red circle");
    assertThat(page.querySelectorAll("#images .picture img")).hasSize(2);
    String status = "data.find { it.prompt == '%s' }?.status".formatted(FakeWorker.LAST_ALONE);
    await()
        .atMost(Ready.PATIENCE)
        .until(() -> "cancelled".equals(get("/v1/requests?limit=50").path(status)));
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
    assertUsable(page);

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
}
