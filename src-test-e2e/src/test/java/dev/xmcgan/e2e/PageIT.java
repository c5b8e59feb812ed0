package dev.xmcgan.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import dev.xmcgan.testsupport.TestBrowser;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The web page in a real browser. */
@ExtendWith(SharedStack.class)
class PageIT {
  private static final String SERVED = "#checkpoints tr[data-serves=true]";

  private final RunningStack stack;

  PageIT(RunningStack stack) {
    this.stack = stack;
  }

  @Test
  void typedCaptionAppearsAsImageAndTheReleaseFollowsTraining() throws Exception {
    try (TestBrowser chromium = TestBrowser.launch()) {
      // given
      Page page = chromium.browser().newPage();
      List<String> errors = new ArrayList<>();
      page.onPageError(errors::add);
      page.navigate(stack.url().toString());

      // when
      page.fill("#caption", "a large orange square left of a small pink circle on grass");
      page.click("#draw");
      page.waitForSelector("#images img", new Page.WaitForSelectorOptions().setTimeout(60_000));

      // then
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> (int) page.evaluate("document.querySelector('#images img').naturalWidth") > 0);
      page.waitForSelector("#release[data-checkpoint]");
      String release = page.getAttribute("#release", "data-checkpoint");
      assertThat(release).isNotBlank();
      page.waitForSelector(SERVED);
      // the stack is shared: another test may have something released just now
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () ->
                  page.getAttribute(SERVED, "data-checkpoint")
                      .equals(page.getAttribute("#release", "data-checkpoint")));
      page.screenshot(
          new Page.ScreenshotOptions()
              .setFullPage(true)
              .setPath(RunningStack.HOME.resolve("src-test-e2e/target/page.png")));

      // when
      stack.run(
          "import", "scenes", "--count", "160", "--seed", Long.toString(System.nanoTime() >>> 20));

      // then
      await()
          .atMost(Duration.ofMinutes(4))
          .until(() -> !Objects.equals(page.getAttribute("#release", "data-checkpoint"), release));
      page.waitForSelector("#facts [data-fact=step]");
      assertThat(page.textContent("#facts [data-fact=release]")).contains("training reached step");

      // and: among the checkpoints, with what was found about it
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () ->
                  page.getAttribute(SERVED, "data-checkpoint")
                      .equals(page.getAttribute("#release", "data-checkpoint")));
      // a release and its verdict are two events of two topics: the page may have looked between
      // them
      page.waitForSelector(SERVED + "[data-verdict=blessed]");
      assertThat(page.querySelectorAll("#checkpoints tr")).hasSizeGreaterThan(1);

      // when: somebody pins it, and lets it go
      stack.run("checkpoints", "pin", "--by", "ann", "--reason", "a quiet week");

      // then
      page.waitForSelector("#channel[data-pinned=true]");
      assertThat(page.textContent("#channel")).contains("pinned by ann: a quiet week");
      stack.run("checkpoints", "unpin");
      page.waitForSelector("#channel[data-pinned=false]");

      // when: the new release draws
      page.fill("#caption", "a small blue star on snow");
      await()
          .atMost(Duration.ofMinutes(1))
          .pollInterval(Duration.ofSeconds(2))
          .untilAsserted(
              () -> {
                page.click("#draw");
                assertThat(page.querySelector("#facts [data-fact=freshness]")).isNotNull();
              });

      // then
      assertThat(page.textContent("#facts [data-fact=freshness]")).contains("new pairs");
      assertThat(page.textContent("#alerts")).isEmpty();
      page.screenshot(
          new Page.ScreenshotOptions()
              .setFullPage(true)
              .setPath(RunningStack.HOME.resolve("src-test-e2e/target/page-trained.png")));
      assertThat(errors).isEmpty();
    }
  }
}
