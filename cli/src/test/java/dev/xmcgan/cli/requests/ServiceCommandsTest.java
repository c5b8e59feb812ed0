package dev.xmcgan.cli.requests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.cli.CommandRun;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.images.PngFile;
import dev.xmcgan.images.RgbImage;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * {@code models}, {@code training}, {@code events}, {@code system}: what the service tells of
 * itself.
 */
class ServiceCommandsTest {
  @RegisterExtension private final FakeGateway gateway = new FakeGateway();

  @Test
  void whatCanDrawIsListed() throws Exception {
    // given
    gateway.answers(
        "GET /v1/models",
        200,
        "{\"data\": [{\"id\": \"stable\", \"kind\": \"channel\", \"checkpoint\": \"c-9\","
            + " \"step\": 9, \"image_size\": 64}]}");

    // when
    CommandRun run = run("models");

    // then
    assertThat(run.out()).contains("stable  serves c-9  step 9  64 px  ? words");
  }

  @Test
  void whatTrainersMeasuredIsToldToPeopleAndAsATable() throws Exception {
    // given
    String path = "GET /v1/training?limit=2&before=17&trainer=a%26b";
    gateway
        .answers(
            path,
            200,
            """
            {"object": "list", "has_more": false, "data": [
              {"id": "16", "trainer": "a&b", "step": 12, "steps_per_second": 1.5,
               "measured_at": "2026-01-02T03:04:05Z", "scalars": {"d_loss": 1.25}}]}
            """)
        .answers(path, 200, "id,step\r\n16,12\r\n");

    // when
    CommandRun lines = run("training", "-n", "2", "--before", "17", "--trainer", "a&b");
    CommandRun table = run("training", "-n", "2", "--before", "17", "--trainer", "a&b", "--csv");

    // then
    assertThat(lines.out())
        .isEqualToIgnoringNewLines(
            "2026-01-02T03:04:05Z  a&b  step 12  1.50 steps/s  d_loss 1.250");
    assertThat(table.out()).isEqualTo("id,step\r\n16,12\r\n");
    assertThat(gateway.asked().get(1).accept()).isEqualTo("text/csv");
    assertThat(run("training", "-n", "0").code()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void eventsComeLineByLine() throws Exception {
    // given
    gateway.answers(
        "GET /v1/events",
        200,
        """
        : hello

        event: release
        id: 1
        data: {"checkpoint":"c-1"}

        event: worker
        data: {"id":"w-1"}

        data: {"id":"w-2"}

        """);

    // when
    CommandRun all = run("events");
    CommandRun two = run("events", "-n", "2", "--json");

    // then
    assertThat(all.code()).isEqualTo(ExitCode.OK);
    assertThat(all.out().lines())
        .containsExactly(
            "release  {\"checkpoint\":\"c-1\"}",
            "worker   {\"id\":\"w-1\"}",
            "message  {\"id\":\"w-2\"}");
    assertThat(two.out().lines())
        .containsExactly(
            "{\"event\":\"release\",\"data\":{\"checkpoint\":\"c-1\"}}",
            "{\"event\":\"worker\",\"data\":{\"id\":\"w-1\"}}");
  }

  @Test
  void refusedEventsAreAFailureInTheGatewaysWords() throws Exception {
    // given
    gateway.answers("GET /v1/events", 503, "{\"error\": {\"message\": \"too many streams\"}}");

    // when
    CommandRun run = run("events");

    // then
    assertThat(run.code()).isEqualTo(ExitCode.FAILED);
    assertThat(run.err()).contains("too many streams (status 503)");
  }

  @Test
  void whoIsBehindAndWhatWasGivenUpIsTold() throws Exception {
    // given
    gateway.answers(
        "GET /v1/system",
        200,
        "{\"queue\": {\"images\": 3, \"requests\": 2, \"oldest_seconds\": 1.5},"
            + " \"lags\": [{\"reader\": \"pairs\", \"topic\": \"t\", \"unread\": 17}],"
            + " \"disks\": [{\"broker\": 1, \"topic_bytes\": 2500000}],"
            + " \"rejected_pairs\": [{\"id\": \"p\", \"reason\": \"duplicate\"}],"
            + " \"dead_letters\": []}");

    // when
    CommandRun run = run("system");

    // then
    assertThat(run.out())
        .contains(
            "3 images of 2 requests", "pairs     17 of t", "broker 1: 2.5 MB", "p  duplicate");
  }

  @Test
  void imagesOfRejectedPairsAreShownWhereThereAreAny() throws Exception {
    // given
    gateway
        .answers(
            "GET /v1/system",
            200,
            "{\"rejected_pairs\": [{\"id\": \"p-1\", \"thumbnail\": \"/v1/rejected-pairs/1/thumbnail\"},"
                + " {\"id\": \"p-2\", \"thumbnail\": \"/v1/rejected-pairs/2/thumbnail\"}]}")
        .answers(
            "GET /v1/rejected-pairs/2/thumbnail",
            200,
            PngFile.encode(RgbImage.square(8, new byte[3 * 8 * 8])));

    // when
    CommandRun run = run("system", "--show");

    // then
    assertThat(run.code()).isEqualTo(ExitCode.OK);
    String shown = run.out().substring(run.out().indexOf("p-1" + System.lineSeparator()));
    assertThat(shown).contains("nothing at GET /v1/rejected-pairs/1/thumbnail");
    assertThat(shown.substring(shown.indexOf("p-2"))).contains("\u001b");
  }

  private CommandRun run(String... args) {
    return CommandRun.of(
        Stream.concat(Stream.of(args), Stream.of("--url", gateway.url())).toArray(String[]::new));
  }
}
