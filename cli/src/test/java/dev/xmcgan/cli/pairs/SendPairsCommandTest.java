package dev.xmcgan.cli.pairs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.cli.CommandRun;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.cli.requests.FakeGateway;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class SendPairsCommandTest {
  private static final String CALL = "POST /v1/pairs/batch";
  private static final String GOOD = "{\"image\": \"AAAA\", \"captions\": [\"ein Ring, grün\"]}";
  private static final String ONE_BAD =
      """
      {"accepted": 1, "rejected": 1, "data": [
       {"position": 0, "id": "p-1"},
       {"position": 1, "error": {"code": "broken_image", "message": "It is cut."}}]}
      """;

  @TempDir private Path folder;
  @RegisterExtension private final FakeGateway gateway = new FakeGateway();

  @Test
  void whatIsRejectedIsToldByItsLine() throws Exception {
    // given
    gateway.answers(CALL, 200, ONE_BAD);

    // when
    CommandRun run = batch(file(GOOD + "\n\n \n{\"image\": \"\"}\n").toString());

    // then
    assertThat(run.code()).isEqualTo(ExitCode.FAILED);
    assertThat(run.out()).isEqualToIgnoringNewLines("accepted 1 pairs, rejected 1");
    assertThat(run.err()).isEqualToIgnoringNewLines("line 4: broken_image: It is cut.");
    FakeGateway.Asked asked = gateway.asked().get(0);
    assertThat(asked.contentType()).isEqualTo("application/x-ndjson");
    assertThat(
            new String(asked.body().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8))
        .isEqualTo(GOOD + "\n{\"image\": \"\"}\n");
  }

  @Test
  void aProgramGetsAnObjectALine() throws Exception {
    // given
    gateway.answers(CALL, 200, ONE_BAD);

    // when
    CommandRun run = batch(file(GOOD + "\n{}").toString(), "--json");

    // then
    assertThat(run.code()).isEqualTo(ExitCode.FAILED);
    assertThat(run.out().lines())
        .containsExactly(
            "{\"id\":\"p-1\",\"line\":1}",
            "{\"error\":{\"code\":\"broken_image\",\"message\":\"It is cut.\"},\"line\":2}");
  }

  @Test
  void moreThanACallTakesGoesInSeveral() throws Exception {
    // given
    gateway.answers(CALL, 200, accepted(500)).answers(CALL, 200, accepted(2));

    // when
    CommandRun run = batch(file((GOOD + "\n").repeat(502)).toString());

    // then
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.OK);
    assertThat(run.out()).isEqualToIgnoringNewLines("accepted 502 pairs, rejected 0");
    assertThat(gateway.asked().stream().map(asked -> asked.body().lines().count()))
        .isEqualTo(List.of(500L, 2L));
  }

  @Test
  void whereItStoppedIsTold() throws Exception {
    // given
    gateway
        .answers(CALL, 200, accepted(500))
        .answers(CALL, 503, "{\"error\": {\"message\": \"Too many pairs are on their way.\"}}");

    // when
    CommandRun run = batch(file((GOOD + "\n").repeat(502)).toString());

    // then
    assertThat(run.code()).isEqualTo(ExitCode.FAILED);
    assertThat(run.err())
        .contains("500 pairs were accepted; from line 501 on it is not known: Too many pairs");
  }

  @Test
  void aLineWithoutAnAnswerIsNotTakenForAccepted() throws Exception {
    // given
    gateway.answers(CALL, 200, accepted(1));

    // when
    CommandRun run = batch(file(GOOD + "\n" + GOOD).toString());

    // then
    assertThat(run.code()).isEqualTo(ExitCode.FAILED);
    assertThat(run.err()).contains("from line 1 on", "1 of 2 lines");
  }

  @Test
  void pairsComeFromStandardInput() throws Exception {
    // given
    gateway.answers(CALL, 200, accepted(1));
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(GOOD.getBytes(StandardCharsets.UTF_8)));

    // when
    CommandRun run;
    try {
      run = batch("-");
    } finally {
      System.setIn(before);
    }

    // then
    assertThat(run.out()).startsWith("accepted 1 pairs");
  }

  @Test
  void aFileThatIsNotThereIsAWrongCommandLine() {
    assertThat(batch(folder.resolve("none").toString()).code()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void aPairIsSentAsAForm() throws Exception {
    // given
    gateway.answers("POST /v1/pairs", 202, "{\"id\": \"p-1\"}");
    Path image = Files.write(folder.resolve("a ring.png"), new byte[] {(byte) 0x89, 1, 2});

    // when
    CommandRun run = pairs("send", image.toString(), "a ring", "one ring", "--id", "p-1");

    // then
    assertThat(run.out()).isEqualToIgnoringNewLines("p-1");
    FakeGateway.Asked asked = gateway.asked().get(0);
    assertThat(asked.contentType()).startsWith("multipart/form-data; boundary=");
    assertThat(asked.body())
        .contains("name=\"image\"; filename=\"a_ring.png\"", "\r\n\r\n\u0089\u0001\u0002\r\n")
        .contains("name=\"caption\"", "\r\na ring\r\n", "\r\none ring\r\n", "\r\np-1\r\n");
  }

  private static String accepted(int count) {
    return IntStream.range(0, count)
        .mapToObj("{\"position\": %1$d, \"id\": \"p-%1$d\"}"::formatted)
        .collect(Collectors.joining(",", "{\"data\": [", "]}"));
  }

  private Path file(String lines) throws IOException {
    return Files.writeString(folder.resolve("pairs.ndjson"), lines);
  }

  private CommandRun batch(String... args) {
    return pairs("batch", args);
  }

  private CommandRun pairs(String command, String... args) {
    return CommandRun.of(
        Stream.concat(Stream.of("pairs", command, "--url", gateway.url()), Stream.of(args))
            .toArray(String[]::new));
  }
}
