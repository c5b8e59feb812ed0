package dev.xmcgan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Evaluation;
import dev.xmcgan.schemas.EvaluationScore;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.Verdict;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.KafkaSettings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** On a real broker, with the shipped weights as the checkpoint. */
@Tag("promise-5")
class CheckpointsCommandTest {
  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  private static final Path STARTER = Path.of(System.getProperty("xmcgan.home")).resolve("starter");

  @TempDir private Path directory;
  private KafkaSettings kafka;
  private Records records;
  private String out = "";
  private String err = "";

  @BeforeEach
  void provision(TestInfo test) throws Exception {
    kafka = KAFKA.provision(test.getTestMethod().orElseThrow().getName() + "-");
    records = KAFKA.records(kafka);
    Files.writeString(directory.resolve("model.safetensors"), "a text encoder");
  }

  @AfterEach
  void close() {
    records.close();
  }

  @Test
  void aCheckpointIsBroughtInReleasedPinnedAndTakenBack() {
    // when, then: brought in, not released
    assertThat(importAs("one")).isEqualTo(ExitCode.OK);
    assertThat(out).isEqualTo("published one\n");
    assertThat(records.readAll(Topic.RELEASES, Release.class)).isEmpty();

    // when, then: released
    assertThat(run("promote", "one", "--by", "ann", "--reason", "a try")).isEqualTo(ExitCode.OK);
    assertThat(out).isEqualTo("stable serves one\n");
    assertThat(served().getReleasedBy()).isEqualTo("ann");
    assertThat(served().getReason()).isEqualTo("a try");

    // when, then: another with its import, kept
    assertThat(importAs("two", "--release", "--pin")).isEqualTo(ExitCode.OK);
    assertThat(out).isEqualTo("published two\nstable serves two, pinned\n");
    assertThat(run("list")).isEqualTo(ExitCode.OK);
    assertThat(out.lines().filter(line -> line.startsWith("two")))
        .singleElement()
        .asString()
        .contains(" MiB", "* pinned on stable, best of stable, given");
    assertThat(out.lines().filter(line -> line.startsWith("one")))
        .singleElement()
        .asString()
        .contains("stable goes back to it, served stable for 0 min, given");
    assertThat(run("unpin")).isEqualTo(ExitCode.OK);
    assertThat(served().getPinned()).isFalse();
    assertThat(run("pin")).isEqualTo(ExitCode.OK);
    assertThat(served().getPinned()).isTrue();

    // when, then: back
    assertThat(run("rollback", "--reason", "all grey")).isEqualTo(ExitCode.OK);
    assertThat(out).isEqualTo("stable serves one; two is barred\n");
    assertThat(run("show", "two")).isEqualTo(ExitCode.OK);
    assertThat(out)
        .contains("kept for      served stable before", "verdict       barred")
        .contains("reason        all grey");
    assertThat(run("promote", "two")).isEqualTo(ExitCode.FAILED);
    assertThat(err).contains("checkpoint two is barred: all grey");
  }

  @Test
  void theVerdictOfTheGateShows() {
    // given
    importAs("one");
    records.send(
        Topic.EVALUATIONS,
        "one",
        Evaluation.newBuilder()
            .setCheckpointId("one")
            .setVerdict(Verdict.REJECTED)
            .setReasons(List.of("kid is too high"))
            .setComparedWith("zero")
            .setScores(
                List.of(
                    EvaluationScore.newBuilder()
                        .setMetric("kid")
                        .setValue(9)
                        .setServing(4.0)
                        .setMargin(1.5)
                        .setProtocol("{\"metric\":\"kid\"}")
                        .build()))
            .setDecidedBy("trainer")
            .setDecidedAt(Instant.parse("2026-03-01T10:00:00Z"))
            .build());

    // when, then
    run("list");
    assertThat(out).containsPattern("one .* rejected +kid 9\\.000");
    run("show", "one");
    assertThat(out)
        .contains(
            "verdict       rejected by trainer at 2026-03-01T10:00:00Z",
            "reason        kid is too high",
            "score         kid 9.0000, 4.0000 of zero",
            "  may be      1.5000 worse",
            "measured    {\"metric\":\"kid\"}");
  }

  @Test
  void programsReadTheSameAsJsonTheNewestFirst() throws Exception {
    // given
    importAs("one", "--release", "--pin");
    importAs("two");
    records.send(
        Topic.EVALUATIONS,
        "two",
        Evaluation.newBuilder()
            .setCheckpointId("two")
            .setVerdict(Verdict.REJECTED)
            .setReasons(List.of("kid is too high"))
            .setComparedWith("one")
            .setScores(List.of())
            .setDecidedBy("trainer")
            .setDecidedAt(Instant.parse("2026-03-01T10:00:00Z"))
            .build());

    // when
    assertThat(run("list", "--json")).isEqualTo(ExitCode.OK);
    JsonNode list = new ObjectMapper().readTree(out);
    assertThat(run("show", "stable", "--json")).isEqualTo(ExitCode.OK);
    JsonNode shown = new ObjectMapper().readTree(out);
    assertThat(run("list")).isEqualTo(ExitCode.OK);

    // then
    assertThat(list.findValuesAsText("id")).containsExactly("two", "one");
    assertThat(out.lines().skip(1))
        .extracting(line -> line.split(" ")[0])
        .containsExactly("two", "one");
    JsonNode two = list.get(0);
    assertThat(two.path("releases")).isEmpty();
    assertThat(two.path("evaluation").path("verdict").asText()).isEqualTo("rejected");
    assertThat(two.path("evaluation").path("reasons").get(0).asText()).isEqualTo("kid is too high");
    assertThat(Instant.parse(two.path("createdAt").asText()))
        .isAfterOrEqualTo(Instant.parse(list.get(1).path("createdAt").asText()));
    assertThat(shown.path("id").asText()).isEqualTo("one");
    assertThat(shown.path("evaluation").isNull()).isTrue();
    assertThat(shown.path("releases").get(0).path("channel").asText()).isEqualTo("stable");
    assertThat(shown.path("releases").get(0).path("pinned").asBoolean()).isTrue();
    assertThat(shown.path("files").findValuesAsText("name"))
        .contains("config.json", "generator.safetensors");
    assertThat(run("show", "none", "--json")).isEqualTo(ExitCode.FAILED);
    assertThat(err).contains("no checkpoint none");
  }

  @Test
  void whatIsExportedIsWhatWasBroughtIn() throws Exception {
    // given
    importAs("one");
    Path target = directory.resolve("exported");

    // when
    int exitCode = run("export", "one", target.toString());

    // then
    assertThat(exitCode).isEqualTo(ExitCode.OK);
    for (String file : List.of("config.json", "generator.safetensors")) {
      assertThat(target.resolve(file)).hasSameBinaryContentAs(STARTER.resolve(file));
    }
  }

  @Test
  void weightsThatNoWorkerCouldLoadAreNotPublished() throws Exception {
    // given
    Path broken = Files.createDirectory(directory.resolve("broken"));
    Files.copy(STARTER.resolve("config.json"), broken.resolve("config.json"));
    Files.writeString(broken.resolve("generator.safetensors"), "no weights");

    // when
    int exitCode = run("import", broken.toString(), "--text-encoder", directory.toString());

    // then
    assertThat(exitCode).isEqualTo(ExitCode.FAILED);
    assertThat(err.strip().lines()).singleElement().asString().contains("generator.safetensors");
    assertThat(records.readAll(Topic.CHECKPOINTS, Checkpoint.class)).isEmpty();
    assertThat(run("rollback")).isEqualTo(ExitCode.FAILED);
    assertThat(err).contains("nothing is released as stable");
  }

  private int importAs(String id, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "import", STARTER.toString(), "--id", id, "--text-encoder", directory.toString()));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  private int run(String... arguments) {
    List<String> line = new ArrayList<>(List.of("checkpoints"));
    line.addAll(List.of(arguments));
    line.addAll(List.of("--bootstrap-servers", kafka.bootstrapServers()));
    line.addAll(List.of("--registry", kafka.registryUrl(), "--topic-prefix", kafka.topicPrefix()));
    StringWriter written = new StringWriter();
    StringWriter errors = new StringWriter();
    CommandLine commands = Main.commandLine(false);
    commands.setOut(new PrintWriter(written)).setErr(new PrintWriter(errors));
    int exitCode = commands.execute(line.toArray(String[]::new));
    out = written.toString();
    err = errors.toString();
    return exitCode;
  }

  private Release served() {
    var all = records.readAll(Topic.RELEASES, Release.class);
    return all.get(all.size() - 1).value();
  }
}
