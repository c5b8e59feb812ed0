package dev.xmcgan.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import dev.xmcgan.gateway.pairs.ImageFiles;
import dev.xmcgan.schemas.RejectedPair;
import dev.xmcgan.schemas.RejectionReason;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.WorkerState;
import dev.xmcgan.testsupport.Records;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Teaching a pair, and what became of others and of what draws. */
@QuarkusTest
class TeachPageTest extends InBrowser {
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
    page.waitForSelector("#taught li[data-status=rejected]", folded());
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
    assertUsable(page);
  }

  @Test
  void anImageIsDroppedWithWhatItShows(@TempDir Path folder) throws Exception {
    // given
    Path image = Files.write(folder.resolve("dropped.png"), ImageFiles.png(64, 64));
    Page page = page(1200, ColorScheme.DARK);
    page.click(".teach summary");
    page.locator(".drop").scrollIntoViewIfNeeded();

    // when
    drop(page, ".drop", image);
    page.waitForSelector("#pair-preview:not([hidden])");
    page.fill("#pair-caption", "a ring that was dropped");
    page.click("#pair-send");

    // then
    page.waitForSelector("#taught li[data-status=accepted]:has-text('a ring that was dropped')");
    assertThat(page.isVisible("#pair-preview")).isFalse();
  }

  /** As a person does, who drags a file from another window. */
  private static void drop(Page page, String where, Path file) {
    BoundingBox box = page.locator(where).boundingBox();
    CDPSession chromium = page.context().newCDPSession(page);
    for (String type : List.of("dragEnter", "dragOver", "drop")) {
      JsonObject event = new JsonObject();
      event.addProperty("type", type);
      event.addProperty("x", box.x + box.width / 2);
      event.addProperty("y", box.y + box.height / 2);
      event.add(
          "data",
          JsonParser.parseString(
              "{'items': [], 'files': ['%s'], 'dragOperationsMask': 1}".formatted(file)));
      chromium.send("Input.dispatchDragEvent", event);
    }
  }

  @Test
  void workersAreListedWithWhatTheyDid() {
    // given
    try (Records records = new Records(kafka)) {
      records.send(
          Topic.WORKER_STATUS,
          "page-worker",
          Published.status("page-worker", WorkerState.SERVING).setUpdatedAt(Instant.now()).build());
    }

    // when
    Page page = page(375, ColorScheme.LIGHT);

    // then
    String row = "#fleet tr[data-worker=page-worker]";
    page.waitForSelector(row, folded());
    assertThat(page.locator(row + " td").allTextContents())
        .contains(FakeWorker.CHECKPOINT, "3", "0");
  }
}
