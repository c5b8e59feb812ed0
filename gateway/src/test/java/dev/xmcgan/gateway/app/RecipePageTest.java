package dev.xmcgan.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import dev.xmcgan.images.PngFile;
import dev.xmcgan.images.RgbImage;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What an image is made of, and what can be made of that. */
@QuarkusTest
class RecipePageTest extends InBrowser {
  @Test
  void aPngTellsItsRecipeWhenItIsChosenOrDropped() {
    // given
    Page page = page(375, ColorScheme.LIGHT);
    RgbImage image = RgbImage.square(8, new byte[3 * 8 * 8]);
    byte[] drawn =
        PngFile.encode(
            image,
            Map.of(
                "caption",
                "a grün ring",
                "seed",
                "9007199254740993",
                "index",
                "2",
                "checkpoint",
                EARLIER));

    // when
    page.setInputFiles("#recipe-file", new FilePayload("ring.png", "image/png", drawn));

    // then
    page.waitForFunction("() => document.getElementById('seed').value === '9007199254740993'");
    assertThat(page.inputValue("#caption")).isEqualTo("a grün ring");
    assertThat(page.inputValue("#index")).isEqualTo("2");
    assertThat(page.inputValue("#model")).isEqualTo(EARLIER);
    assertThat(page.inputValue("#count")).isEqualTo("1");

    // when: another is dropped that says nothing of itself
    drop(page, PngFile.encode(image));

    // then
    page.waitForSelector("#message.error:has-text('mute.png does not say how it was drawn')");
    assertThat(page.inputValue("#caption")).isEqualTo("a grün ring");

    // when: one of an interpolation
    drop(
        page,
        PngFile.encode(image, Map.of("caption", "a ring", "seed", "7", "to_caption", "a star")));

    // then
    page.waitForSelector("#message.error:has-text('lies between “a ring” and “a star”')");
  }

  private static void drop(Page page, byte[] png) {
    page.evaluate(
        "bytes => { const data = new DataTransfer();"
            + " data.items.add(new File([new Uint8Array(bytes)], 'mute.png'));"
            + " document.getElementById('images').dispatchEvent(new DragEvent('drop',"
            + " { dataTransfer: data, bubbles: true, cancelable: true })); }",
        numbers(png));
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
    BoundingBox image = page.locator("#recipe-image").boundingBox();
    BoundingBox light = page.locator("#recipe-attention").boundingBox();
    assertThat(light.width).isCloseTo(image.width, within(1.0));
    assertThat(light.height).isCloseTo(image.height, within(1.0));
    assertThat(Accessibility.seriousFindings(page)).isEmpty();
    page.hover("#recipe-caption");
    assertThat(page.isVisible("#recipe-attention")).isFalse();
  }

  @Test
  void oneWordIsChangedAndBothImagesAreSideBySide() throws Exception {
    // given
    Page page = page(375, ColorScheme.LIGHT);
    draw(page);
    page.click("#images .open >> nth=1");

    // when
    page.click("#recipe-caption button:has-text('red')");
    assertThat(page.textContent("#recipe-word-label")).isEqualTo("Instead of “red”");
    assertUsable(page);
    page.fill("#recipe-other-word", "blue");
    JsonNode asked = asked(page, () -> page.keyboard().press("Enter"));

    // then: the same image but for the word
    page.waitForSelector("#draw:not([disabled])");
    assertThat(asked.path("prompt").asText()).isEqualTo("a blue circle");
    assertThat(asked.path("index").asInt()).isEqualTo(1);
    assertThat(asked.path("model").asText()).isEqualTo(FakeWorker.CHECKPOINT);
    assertThat(page.locator("#images .about b").allTextContents())
        .containsExactly("a red circle", "a blue circle");
    String same = ".picture[data-index='1'][data-seed='%s'] img";
    assertThat(page.querySelectorAll(same.formatted(asked.path("seed").asText()))).hasSize(2);
    assertUsable(page);

    // when: somebody comes back
    page.reload();
    page.click("#history button >> nth=0");

    // then
    assertThat(page.locator("#images .about b").allTextContents())
        .containsExactly("a red circle", "a blue circle");
  }

  @Test
  void aLinkAsksForTheSameImageAndVariationsForOthers() throws Exception {
    // given
    Page page = page(1200, ColorScheme.LIGHT);
    draw(page);
    String seed = page.getAttribute("#images .picture >> nth=1", "data-seed");
    page.click("#images .open >> nth=1");
    String link = page.getAttribute("#recipe-link", "href");

    // when
    JsonNode varied = asked(page, () -> page.click("#recipe-variations"));

    // then
    assertThat(varied.path("prompt").asText()).isEqualTo("a red circle");
    assertThat(varied.has("seed") || varied.has("model")).isFalse();

    // when: another window opens the link
    Page other = window(375, ColorScheme.DARK);
    other.navigate(url + link);
    JsonNode same = asked(other, () -> other.click("#draw"));

    // then: that image alone, by what drew it
    assertThat(same.path("prompt").asText()).isEqualTo("a red circle");
    assertThat(same.path("seed").asText()).isEqualTo(seed);
    assertThat(same.path("index").asInt()).isEqualTo(1);
    assertThat(same.path("n").asInt()).isEqualTo(1);
    assertThat(same.path("model").asText()).isEqualTo(FakeWorker.CHECKPOINT);
    assertUsable(other);

    // when
    other.waitForSelector("#draw:not([disabled])");
    other.click("#random-seed");

    // then
    JsonNode random = asked(other, () -> other.click("#draw"));
    assertThat(random.has("seed") || random.has("model")).isFalse();
  }

  @Test
  void aRecipeIsUsedAgain() throws Exception {
    // given
    Page page = page(375, ColorScheme.DARK);
    draw(page);
    String seed = page.getAttribute("#images .picture >> nth=1", "data-seed");
    page.click("#images .open >> nth=1");

    // when
    page.click("#recipe-again");
    JsonNode again = asked(page, () -> page.click("#draw"));

    // then
    assertThat(again.path("prompt").asText()).isEqualTo("a red circle");
    assertThat(again.path("seed").asText()).isEqualTo(seed);
    assertThat(again.path("index").asInt()).isEqualTo(1);
    assertThat(again.path("model").asText()).isEqualTo(FakeWorker.CHECKPOINT);
  }

  @Test
  void theRecipeOfAnEnlargedImageHasItsSize() throws Exception {
    // given
    Page page = page(1200, ColorScheme.LIGHT);
    page.selectOption("#size", "128");
    draw(page);

    // when
    page.click("#images .open >> nth=0");
    String link = page.getAttribute("#recipe-link", "href");

    // then
    assertThat(page.textContent("#recipe-curl")).contains("\"size\":\"128x128\",\"enlarge\":true");
    assertThat(page.textContent("#recipe-python"))
        .contains("size=\"128x128\"", "\"enlarge\": True");
    Page other = window(375, ColorScheme.DARK);
    other.navigate(url + link);
    assertThat(asked(other, () -> other.click("#draw")).path("size").asText()).isEqualTo("128x128");
  }

  @Test
  void whereAKeyIsNeededTheCommandsNameOne() {
    // given
    Page page = window(375, ColorScheme.DARK);
    withKeyThatDraws(page);
    page.navigate(url.toString());

    // when
    draw(page);
    page.click("#images .open >> nth=0");

    // then
    assertThat(page.textContent("#recipe-curl"))
        .contains("-H \"Authorization: Bearer $XMCGAN_API_KEY\"");
    assertThat(page.textContent("#recipe-python"))
        .contains("import os", "api_key=os.environ[\"XMCGAN_API_KEY\"]");
  }

  /** What somebody asks a drawing for; samples, which the page asks for, can wait. */
  private static JsonNode asked(Page page, Runnable doing) throws Exception {
    Request request =
        page.waitForRequest(
            each ->
                each.url().endsWith("/v1/images/generations")
                    && !each.postData().contains("priority"),
            doing);
    return new ObjectMapper().readTree(request.postData());
  }
}
