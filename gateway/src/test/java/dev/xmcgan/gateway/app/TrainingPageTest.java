package dev.xmcgan.gateway.app;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import dev.xmcgan.schemas.Evaluation;
import dev.xmcgan.schemas.EvaluationScore;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.Verdict;
import dev.xmcgan.schemas.WorkerState;
import dev.xmcgan.testsupport.Records;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Watching it learn: curves, and what each release draws. */
@QuarkusTest
class TrainingPageTest extends InBrowser {
  private static final int PHONE = 375;

  @Test
  void whatEachReleaseDrawsIsSideBySideAndCanBeChangedThere() {
    // given
    try (Records records = new Records(kafka)) {
      judged(records, EARLIER, Verdict.BLESSED, List.of());
    }
    await()
        .atMost(Ready.PATIENCE)
        .until(
            () -> "blessed".equals(get("/v1/checkpoints/" + EARLIER).path("evaluation.verdict")));
    Page page = page(1200, ColorScheme.LIGHT);
    page.locator("#filmstrip").scrollIntoViewIfNeeded();

    // then: the same captions, by both, with what was found of one
    for (String checkpoint : List.of(EARLIER, FakeWorker.CHECKPOINT)) {
      page.waitForSelector(FRAMES.formatted(checkpoint) + " img >> nth=2");
    }
    assertThat(page.getAttribute(FRAMES.formatted(FakeWorker.CHECKPOINT), "data-serves"))
        .isEqualTo("true");

    assertThat(page.textContent(FRAMES.formatted(EARLIER) + " .figures"))
        .contains("blessed", "KID 0.012", "match 87.5 %");

    // when: nothing happens by one click
    change(page, "Pin " + FakeWorker.CHECKPOINT, "a quiet week");

    // then
    page.waitForSelector("#channel[data-pinned=true]");
    assertThat(page.textContent("#channel")).contains("pinned", "a quiet week");
    change(page, "Unpin " + FakeWorker.CHECKPOINT, "");
    page.waitForSelector("#channel[data-pinned=false]");
  }

  @Test
  void aPhoneShowsEachVerdictWithItsFigures() {
    // given
    String rejected = "z-checkpoint-with-a-long-name-2026-01-02t03-04-05";
    try (Records records = new Records(kafka)) {
      Published.checkpoint(records, rejected, 1_234_567);
      Published.liveWorker(records, "phone-worker", WorkerState.SERVING, "draws on four lanes");
      judged(
          records,
          rejected,
          Verdict.REJECTED,
          List.of("KID on anchors is worse than that of the best by 0.0123456789"));
    }
    await()
        .atMost(Ready.PATIENCE)
        .until(
            () -> "rejected".equals(get("/v1/checkpoints/" + rejected).path("evaluation.verdict")));

    // when
    Page page = page(PHONE, ColorScheme.LIGHT);
    String row = "#checkpoints tr[data-checkpoint='%s']".formatted(rejected);
    page.waitForSelector(row);
    page.waitForSelector("#fleet tr[data-worker=phone-worker]");
    page.locator("#releases")
        .screenshot(
            new Locator.ScreenshotOptions().setPath(Path.of("target", "phone-releases.png")));

    // then
    assertUsable(page);
    assertThat(widerThanTheWindow(page)).isEmpty();
    for (String seen :
        List.of(
            " .verdict:text('rejected')",
            " small:has-text('worse than that of the best')",
            " td[data-score=kid] b:text('0.012')",
            " td[data-score=sentence-match] b:text('87.5 %')")) {
      BoundingBox box = page.locator(row + seen).boundingBox();
      assertThat(box.x).isNotNegative();
      assertThat(box.x + box.width).isLessThanOrEqualTo(PHONE);
    }
    assertThat(
            page.locator(row + " td >> nth=3")
                .evaluate("cell => getComputedStyle(cell, '::before').content"))
        .isEqualTo("\"verdict\"");
  }

  /** The strip of releases, and what is in it, can be pushed from side to side. */
  private static List<?> widerThanTheWindow(Page page) {
    return (List<?>)
        page.evaluate(
            """
        [...document.querySelectorAll("body *")]
          .filter((each) => !each.closest(".filmstrip, .chips"))
          .filter((each) => each.scrollWidth > innerWidth || each.getBoundingClientRect().right > innerWidth)
          .filter((each) => !each.matches(".strip-scroll"))
          .map((each) => each.outerHTML.slice(0, 80))""");
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
                new Route.FulfillOptions()
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
  void aReleaseIsPromotedAndRolledBackFromItsPlaceInTheStrip() {
    // given
    String rolled = "page-rolled-back";
    try (Records records = new Records(kafka)) {
      Published.checkpoint(records, rolled, 2_000);
    }
    Page page = page(375, ColorScheme.LIGHT);
    page.waitForSelector(FRAMES.formatted(rolled));

    // when
    change(page, "Release " + rolled, "");

    // then
    page.waitForSelector(FRAMES.formatted(rolled) + "[data-serves=true]");
    page.waitForSelector("#release[data-checkpoint='%s']".formatted(rolled));

    // when
    change(page, "Roll back " + rolled, "it draws too little");

    // then
    page.waitForSelector(FRAMES.formatted(FakeWorker.CHECKPOINT) + "[data-serves=true]");
    page.waitForSelector("#release[data-checkpoint='%s']".formatted(FakeWorker.CHECKPOINT));
  }

  @Test
  void curvesAreReadAtOneStepAndZoomed() {
    // given
    try (Records records = new Records(kafka)) {
      for (long step = 400; step <= 410; step++) {
        Published.metrics(records, "page-trainer", step);
      }
    }
    Page page = page(1200, ColorScheme.DARK);
    page.waitForFunction(
        "() => document.querySelector('.loss')?.ariaLabel.includes('is 1.25 at step 410;"
            + " since step 400')");
    page.locator("#losses .u-over").scrollIntoViewIfNeeded();

    // then: the value is that of the last step, or of the one that is pointed at
    assertThat(page.textContent(".loss b")).isEqualTo("1.25");
    assertThat(readAt(page, 0.02)).isEqualTo("at 400");
    assertThat(readAt(page, 0.98)).isEqualTo("at 410");

    // when
    BoundingBox curve = page.locator("#losses .u-over").boundingBox();
    double middle = curve.y + curve.height / 2;
    page.mouse().move(curve.x + curve.width * 0.59, middle);
    page.mouse().down();
    page.mouse().move(curve.x + curve.width * 0.99, middle);
    page.mouse().up();

    // then
    assertThat(readAt(page, 0.02)).isEqualTo("at 406");

    // when
    page.locator("#losses .u-over").dblclick();

    // then
    assertThat(readAt(page, 0.02)).isEqualTo("at 400");
  }

  @Test
  void whatTellsMostComesFirstAmongTheCurves() {
    // given
    try (Records records = new Records(kafka)) {
      records.send(
          Topic.TRAINING_METRICS,
          "page-trainer-of-many",
          Published.metrics("page-trainer-of-many", 1)
              .setScalars(Map.of("a_norm", 1.0, "g_loss", 1.0, "d_loss", 1.0))
              .build());
    }

    // when
    Page page = page(375, ColorScheme.LIGHT);

    // then
    page.waitForSelector("#losses .loss >> nth=2");
    assertThat(page.locator("#losses .loss").evaluateAll("all => all.map(e => e.dataset.loss)"))
        .isEqualTo(List.of("d_loss", "g_loss", "a_norm"));
  }

  @Test
  void onlyAnAdminsKeyChangesReleases() {
    // given: somebody whose key draws
    Page page = window(1200, ColorScheme.DARK);
    withKeyThatDraws(page);

    // when
    page.navigate(url.toString());

    // then
    page.waitForSelector(FRAMES.formatted(FakeWorker.CHECKPOINT));
    assertThat(page.querySelectorAll("#filmstrip .figures button")).isEmpty();
  }

  private static void judged(
      Records records, String checkpoint, Verdict verdict, List<String> reasons) {
    records.send(
        Topic.EVALUATIONS,
        checkpoint,
        Evaluation.newBuilder()
            .setCheckpointId(checkpoint)
            .setVerdict(verdict)
            .setReasons(reasons)
            .setScores(List.of(score("kid", 0.0123), score("sentence-match", 0.875)))
            .setDecidedBy("trainer")
            .setDecidedAt(Published.THEN)
            .build());
  }

  private static EvaluationScore score(String metric, double value) {
    return EvaluationScore.newBuilder()
        .setMetric(metric)
        .setValue(value)
        .setSet("anchors")
        .setProtocol("{}")
        .build();
  }

  private static String readAt(Page page, double share) {
    BoundingBox curve = page.locator("#losses .u-over").boundingBox();
    page.mouse().move(curve.x + curve.width * share, curve.y + curve.height / 2);
    return page.textContent(".loss small");
  }

  private static void change(Page page, String what, String why) {
    page.click("[aria-label='%s']".formatted(what));
    page.fill("#change-reason", why);
    page.click("#change-do");
  }
}
