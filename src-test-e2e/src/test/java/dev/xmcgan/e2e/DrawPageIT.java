package dev.xmcgan.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import dev.xmcgan.testsupport.TestBrowser;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Drawing on the page, in a narrow window. */
@ExtendWith(SharedStack.class)
class DrawPageIT {
  private static final int NARROW = 375;
  private static final String SECOND = "#images .picture[data-index='1']";

  private final RunningStack stack;

  DrawPageIT(RunningStack stack) {
    this.stack = stack;
  }

  @Test
  void imagesStayWithTheirRecipeThroughAFailureAndAReload() throws Exception {
    try (TestBrowser chromium = TestBrowser.launch()) {
      // given
      BrowserContext context =
          chromium
              .browser()
              .newContext(new Browser.NewContextOptions().setViewportSize(NARROW, 800));
      Page page = context.newPage();
      List<String> errors = new ArrayList<>();
      page.onPageError(errors::add);
      page.navigate(stack.url().toString());

      // then: all tabs hear of the release, by one stream of events
      Page other = context.newPage();
      other.navigate(stack.url().toString());
      for (Page each : List.of(page, other)) {
        each.waitForSelector("#release[data-checkpoint]");
      }
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> metric("xmcgan_gateway_events_clients") == 1);
      other.close();

      // when: an example is filled in, and does not overwrite what was typed
      page.click(".chip >> nth=0");
      String example = page.inputValue("#caption");
      page.fill("#caption", "a small blue star on snow");
      page.click(".chip >> nth=1");

      // then
      assertThat(example).isNotBlank();
      assertThat(page.inputValue("#caption")).isEqualTo("a small blue star on snow");

      // when
      page.fill("#count", "2");
      page.fill("#seed", "9007199254740993");
      page.click("#draw");
      page.waitForSelector(SECOND, new Page.WaitForSelectorOptions().setTimeout(60_000));
      page.waitForSelector("#draw:not([disabled])");

      // then: nothing is wider than the window
      assertThat((int) page.evaluate("document.documentElement.scrollWidth"))
          .isLessThanOrEqualTo(NARROW);

      // when
      page.click(SECOND + " .open");

      // then: what the recipe says draws this image, alone
      String curl = page.textContent("#recipe-curl");
      assertThat(curl).contains("\"seed\":\"9007199254740993\"", "\"index\":1");
      assertThat(page.getAttribute("#recipe-image", "src"))
          .endsWith(drawn(curl.substring(curl.indexOf("-d '") + 4, curl.lastIndexOf('\''))));
      assertThat((boolean) page.evaluate("recipe.scrollWidth <= recipe.clientWidth")).isTrue();
      page.screenshot(
          new Page.ScreenshotOptions()
              .setPath(RunningStack.HOME.resolve("src-test-e2e/target/page-recipe.png")));

      // when: the same again, and the gateway is gone
      page.click("#recipe-again");
      page.route("**/v1/images/generations", Route::abort);
      page.click("#draw");
      page.waitForSelector("#message.error");

      // then: what was drawn is there still, and the form asks for that one image
      assertThat(page.textContent("#message")).contains("cannot be reached");
      assertThat(page.querySelectorAll("#images .picture img")).hasSize(2);
      assertThat(page.inputValue("#index")).isEqualTo("1");

      // when
      page.reload();
      page.click("#history button");

      // then
      assertThat(page.querySelectorAll("#images .picture img")).hasSize(2);
      assertThat(page.textContent("#drawn-caption")).isEqualTo("a small blue star on snow");
      assertThat(errors).isEmpty();
    }
  }

  private double metric(String name) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(stack.url().resolve("/q/metrics")).build(),
            HttpResponse.BodyHandlers.ofString())
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow();
  }

  /** The first image that this body asks for, in base64. */
  private String drawn(String body) throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(stack.url().resolve("/v1/images/generations"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    JsonNode image = new ObjectMapper().readTree(answer.body()).path("data").path(0);
    assertThat(image.path("index").asInt()).as(answer.body()).isEqualTo(1);
    return image.path("b64_json").asText();
  }
}
