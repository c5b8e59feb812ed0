package dev.xmcgan.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import dev.xmcgan.gateway.events.EventHub;
import dev.xmcgan.schemas.WorkerState;
import dev.xmcgan.testsupport.Records;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page as a whole, and its description of the API. */
@QuarkusTest
class PageTest extends InBrowser {
  @Inject EventHub hub;

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
    assertUsable(page);

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

  @ParameterizedTest
  @CsvSource({"1200, DARK", "375, LIGHT"})
  void drawingNeedsNoMouseAndComesFirst(int width, ColorScheme scheme) {
    // given
    Page page = page(width, scheme);
    assertThat(page.locator("#draw").boundingBox().y).isLessThan(450);

    // when: it is where one types at once
    page.keyboard().type("a red circle");
    page.keyboard().press("Enter");

    // then
    page.waitForSelector("#drawn-caption:has-text('a red circle')");
    page.waitForSelector("#draw:not([disabled])");

    // when: the next thing behind the prompt, and so on to the images
    while (!(boolean) page.evaluate("document.activeElement.matches('#images .open')")) {
      page.keyboard().press("Tab");
      assertThat((boolean) page.evaluate("document.activeElement !== document.body")).isTrue();
    }
    page.keyboard().press("Enter");

    // then
    page.waitForSelector("#recipe[open]");
    page.keyboard().press("Escape");
    page.waitForSelector("#recipe", gone());
    assertThat((boolean) page.evaluate("document.activeElement.matches('#images .open')")).isTrue();
  }

  @Test
  void theWordsOfTrainingAreExplained() {
    // given
    Page page = page(375, ColorScheme.LIGHT);

    // when
    page.click(".terms summary");

    // then
    assertThat(page.locator(".terms dt").allInnerTexts())
        .contains("blessed, rejected", "KID", "window");
    assertThat(page.isVisible(".terms dd >> nth=-1")).isTrue();
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
  void sixTabsShareOneStreamWhicheverIsClosed() {
    // given
    await().until(() -> hub.clients() == 0);
    Page first = page(1200, ColorScheme.LIGHT);
    List<Page> tabs = new ArrayList<>(List.of(first));
    while (tabs.size() < 6) {
      Page tab = first.context().newPage();
      tab.onPageError(errors::add);
      tab.navigate(url.toString());
      tab.waitForSelector("#release[data-checkpoint]");
      tabs.add(tab);
    }

    // when: one after the other goes, the one that came first before all others
    while (!tabs.isEmpty()) {
      // then
      await().until(() -> hub.clients() == 1);
      String news = publishNews("%d tabs".formatted(tabs.size()));
      for (Page tab : tabs) {
        tab.waitForSelector(news);
      }
      tabs.remove(0).close();
    }
    await().until(() -> hub.clients() == 0);
  }

  @Test
  void withoutSharedWorkersTheTabThatIsSeenHasTheStream() {
    // given: as on a phone
    await().until(() -> hub.clients() == 0);
    Page page = window(375, ColorScheme.LIGHT);
    page.addInitScript("delete window.SharedWorker");
    page.navigate(url.toString());
    page.waitForSelector("#release[data-checkpoint]");
    assertThat(hub.clients()).isEqualTo(1);

    // when
    turn(page, true);

    // then
    await().until(() -> hub.clients() == 0);
    String news = publishNews("meanwhile");

    // when
    turn(page, false);

    // then
    page.waitForSelector(news);
    assertThat(hub.clients()).isEqualTo(1);
  }

  /** As if another tab came before it, or went. */
  private static void turn(Page page, boolean isHidden) {
    page.evaluate(
        """
        hidden => {
          Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
          document.dispatchEvent(new Event("visibilitychange"));
        }""",
        isHidden);
  }

  /** Tells of a worker that is about to go; returns where the page shows what it says. */
  private String publishNews(String detail) {
    try (Records records = new Records(kafka)) {
      Published.liveWorker(records, "news", WorkerState.STOPPED, detail);
    }
    return "#workers [data-worker='news'][title*='%s']".formatted(detail);
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
}
