package dev.xmcgan.trainer.gate;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import dev.xmcgan.datasets.CaptionedImage;
import dev.xmcgan.datasets.scenes.SceneOptions;
import dev.xmcgan.datasets.scenes.ScenePairs;
import dev.xmcgan.evaluation.retrieval.CaptionMatch;
import dev.xmcgan.images.PngFile;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.generation.GeneratedImage;
import dev.xmcgan.model.generation.ImageRequest;
import dev.xmcgan.model.text.TextEncoder;
import dev.xmcgan.model.training.TrainingConfig;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Evaluation;
import dev.xmcgan.schemas.EvaluationScore;
import dev.xmcgan.schemas.Verdict;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.trainer.config.GateConfig;
import dev.xmcgan.trainer.config.Keys;
import dev.xmcgan.trainer.gate.Gate.Against;
import dev.xmcgan.trainer.gate.HeldOutPairs.HeldOutSet;
import dev.xmcgan.trainer.learning.CheckpointSampler;
import dev.xmcgan.trainer.learning.XmcGan;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.checkpoints.CheckpointFetcher;
import dev.xmcgan.transport.checkpoints.CheckpointOrigin;
import dev.xmcgan.transport.checkpoints.CheckpointPublisher;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.transactions.TransactionalProducer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shipped starter as the best so far, judged by the real judges, beside generators that went
 * wrong in ways that a look at the images alone does not tell.
 */
@Tag("promise-5")
@Tag("promise-8")
class GateTest {
  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  private static final Path HOME = Path.of(System.getProperty("xmcgan.home"));
  private static final int CAPTIONS = 64;

  /** How the starter draws that has it. */
  @FunctionalInterface
  private interface Fault {
    /** The requests, in order. */
    List<GeneratedImage> draw(
        Function<List<ImageRequest>, List<GeneratedImage>> starter, List<ImageRequest> requests);

    static Fault none() {
      return Function::apply;
    }

    static Fault ofRequests(UnaryOperator<ImageRequest> change) {
      return (starter, requests) -> starter.apply(requests.stream().map(change).toList());
    }
  }

  @TempDir private static Path directory;
  private static KafkaSettings kafka;
  private static XmcGan networks;
  private static TransactionalProducer transactions;
  private static Checkpoint starter;
  private static Gate gate;
  private static final Map<String, Fault> FAULTS = new HashMap<>();
  private static final Scenes SCENES = new Scenes();

  @BeforeAll
  static void publishTheStarter() throws Exception {
    kafka = KAFKA.provision("gate-judges-");
    TextEncoder encoder =
        TextEncoder.load(HOME.resolve("model/target/text-encoder/all-MiniLM-L6-v2"), Device.cpu());
    networks =
        new XmcGan(ModelConfig.starter64(), TrainingConfig.starter(), encoder, Device.cpu(), 1);
    transactions = new TransactionalProducer(kafka, "gate-test");
    starter = publish("starter", HOME.resolve("starter"));
    gate = gate();
  }

  @AfterAll
  static void close() {
    gate.close();
    transactions.close();
    networks.close();
  }

  @Test
  void theStarterBesideItselfPasses() throws Exception {
    // when
    Evaluation found = judge("same", Fault.none(), 0);

    // then: by what it knows alone
    assertThat(found.getVerdict()).isEqualTo(Verdict.BLESSED);
    assertThat(found.getMovesBest()).isFalse();
    assertThat(found.getAnchors()).isEqualTo(CAPTIONS);
    assertThat(found.getHeldOutPairs()).isZero();
    assertThat(found.getScores())
        .extracting(EvaluationScore::getMetric)
        .containsExactly(
            "judge-everything",
            "kid",
            "kid-statistics",
            "sentence-match",
            "word-match",
            "diversity");
    assertThat(found.getReasons().get(0)).contains("64 anchors", "no better beyond chance");
  }

  @Test
  void freshPairsAreJudgedBesideWhatItKnows() throws Exception {
    // when
    Evaluation found = judge("beside", Fault.none(), CAPTIONS);

    // then
    assertThat(found.getVerdict()).isEqualTo(Verdict.BLESSED);
    assertThat(found.getScores())
        .extracting(EvaluationScore::getSet)
        .containsOnly("anchors", "fresh");
    assertThat(found.getScores())
        .filteredOn(score -> score.getMetric().equals("kid"))
        .allSatisfy(score -> assertThat(score.getFloor()).isPositive());
  }

  @Test
  void whatServesAndForgotIsTakenBackByOneSetAndStaysByBoth() throws Exception {
    // when
    Evaluation grey = judge("grey-serves", greyNoise(), CAPTIONS, true);
    Evaluation sound = judge("sound-serves", Fault.none(), CAPTIONS, true);

    // then: each of 32 captions of a set twice
    assertRejected(grey, "judge-everything of anchors");
    assertThat(grey.getImages()).isEqualTo(64);
    assertThat(sound.getVerdict()).isEqualTo(Verdict.BLESSED);
    assertThat(sound.getImages()).isEqualTo(128);
  }

  @Test
  void otherNoiseIsWithinChance() throws Exception {
    // given: as good a generator as can be, that draws other images
    Fault other =
        Fault.ofRequests(
            each ->
                new ImageRequest(each.caption(), each.seed() ^ 0x5DEECE66DL, each.truncation()));

    // then
    assertThat(judge("other-noise", other, 0).getVerdict()).isEqualTo(Verdict.BLESSED);
  }

  @Test
  void greyNoiseIsRejected() throws Exception {
    // when
    Evaluation found = judge("grey", greyNoise(), 0);

    // then
    assertRejected(found, "judge-everything of anchors", "sentence-match of anchors");
  }

  @Test
  void aGeneratorThatIgnoresItsNoiseIsRejected() throws Exception {
    // when
    Evaluation found =
        judge(
            "collapsed",
            Fault.ofRequests(each -> new ImageRequest(each.caption(), 7, each.truncation())),
            0);

    // then
    assertRejected(found, "every caption has one image, whatever the seed");
  }

  @Test
  void aGeneratorOfLittleVarietyIsRejected() throws Exception {
    // given: half of each image does not hang on the noise
    Fault narrow =
        (starter, requests) -> {
          List<GeneratedImage> still =
              starter.apply(
                  requests.stream()
                      .map(each -> new ImageRequest(each.caption(), 7, each.truncation()))
                      .toList());
          List<GeneratedImage> own = starter.apply(requests);
          return IntStream.range(0, own.size())
              .mapToObj(i -> mixed(own.get(i), still.get(i)))
              .toList();
        };

    // then
    assertRejected(judge("narrow", narrow, 0), "diversity of anchors");
  }

  @Test
  void aGeneratorThatExchangesColoursIsRejected() throws Exception {
    // given
    List<String> colours =
        List.of("red", "blue", "green", "yellow", "purple", "orange", "pink", "lime", "cyan");

    // when
    Evaluation found =
        judge(
            "exchanged",
            Fault.ofRequests(
                each ->
                    new ImageRequest(
                        exchanged(each.caption(), colours), each.seed(), each.truncation())),
            0);

    // then
    assertRejected(found, "judge-everything of anchors", "word-match of anchors");
  }

  private static GeneratedImage mixed(GeneratedImage one, GeneratedImage other) {
    byte[] rgb = new byte[one.rgb().length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) ((Byte.toUnsignedInt(one.rgb()[i]) + Byte.toUnsignedInt(other.rgb()[i])) / 2);
    }
    return new GeneratedImage(one.size(), rgb, true);
  }

  private static String exchanged(String caption, List<String> colours) {
    List<String> words = new ArrayList<>();
    for (String word : caption.split(" ")) {
      int place = colours.indexOf(word);
      words.add(place < 0 ? word : colours.get((place + 1) % colours.size()));
    }
    return String.join(" ", words);
  }

  private static Fault greyNoise() {
    SplittableRandom random = new SplittableRandom(1);
    int size = ModelConfig.starter64().imageSize();
    return (starter, requests) -> requests.stream().map(each -> noise(size, random)).toList();
  }

  private static GeneratedImage noise(int size, SplittableRandom random) {
    byte[] rgb = new byte[size * size * 3];
    for (int i = 0; i < rgb.length; i += 3) {
      byte grey = (byte) random.nextInt(256);
      rgb[i] = grey;
      rgb[i + 1] = grey;
      rgb[i + 2] = grey;
    }
    return new GeneratedImage(size, rgb, true);
  }

  private static void assertRejected(Evaluation found, String... reasons) {
    assertThat(found.getVerdict()).isEqualTo(Verdict.REJECTED);
    for (String reason : reasons) {
      assertThat(found.getReasons()).anyMatch(each -> each.startsWith(reason));
    }
  }

  private static Evaluation judge(String id, Fault fault, int pairs) throws Exception {
    return judge(id, fault, pairs, false);
  }

  private static Evaluation judge(String id, Fault fault, int pairs, boolean urgent)
      throws Exception {
    FAULTS.put(id, fault);
    Path files = Files.createDirectories(directory.resolve("written").resolve(id));
    Files.writeString(files.resolve("config.json"), ModelConfig.starter64().toJson());
    Files.writeString(files.resolve("generator.safetensors"), "the starter's");
    Checkpoint candidate = publish(id, files);
    SCENES.count = pairs;
    return gate.judge(
            candidate, new Against(Optional.of(starter), Optional.of(starter)), urgent, () -> false)
        .orElseThrow();
  }

  /** One for all, as in a trainer: what the starter drew is known from the second judgement on. */
  private static Gate gate() throws IOException {
    GateConfig config = Keys.of(Map.of("gate.images", Integer.toString(CAPTIONS))).gate();
    CheckpointFetcher fetcher = new CheckpointFetcher(kafka, directory.resolve("gate"));
    return new Gate(
        config,
        SCENES,
        new Anchors(
            fetcher,
            anchor -> Optional.of(CaptionMatch.load(anchor, networks.encoder(), networks.where())),
            CAPTIONS),
        new CheckpointDrawing(fetcher, new Faulty()),
        HeldOutScorer.open(networks.turns(), config),
        new Findings("test", Clock.systemUTC()),
        networks.turns());
  }

  private static Checkpoint publish(String id, Path files) throws IOException {
    return new CheckpointPublisher(kafka, new AvroSerdes(kafka), transactions, Clock.systemUTC())
        .publish(files, new CheckpointOrigin(id, null, "starter", 0, 0, networks.textEncoder()));
  }

  /** Draws with the starter, but for what was named. */
  private static final class Faulty implements CheckpointSampler {
    @Override
    public Painting open(Checkpoint manifest, Path files) throws IOException {
      Painting sound = networks.open(manifest, HOME.resolve("starter"));
      Fault fault = FAULTS.getOrDefault(manifest.getCheckpointId(), Fault.none());
      return new Painting() {
        @Override
        public List<GeneratedImage> draw(List<ImageRequest> requests, boolean urgent) {
          return fault.draw(batch -> sound.draw(batch, urgent), requests);
        }

        @Override
        public void close() {
          sound.close();
        }
      };
    }
  }

  /** As many scenes as a test asks for. */
  private static final class Scenes implements HeldOutPairs {
    private int count;

    @Override
    public HeldOutSet sample() {
      ScenePairs scenes = new ScenePairs(SceneOptions.training(3, Math.max(1, count)));
      List<HeldOutPair> pairs = new ArrayList<>();
      try {
        for (int i = 0; i < count; i++) {
          CaptionedImage pair = scenes.pair(i);
          pairs.add(
              new HeldOutPair(
                  pair.id(), pair.captions().get(0), PngFile.decode(pair.image()), pair.id()));
        }
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
      return new HeldOutSet(pairs);
    }

    @Override
    public void close() {}
  }
}
