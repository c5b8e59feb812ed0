package dev.xmcgan.trainer.gate;

import dev.xmcgan.evaluation.paired.MeanOverCaptions;
import dev.xmcgan.evaluation.paired.Measure;
import dev.xmcgan.evaluation.retrieval.CaptionMatch;
import dev.xmcgan.evaluation.scenes.SceneSample;
import dev.xmcgan.evaluation.scores.FeatureSource;
import dev.xmcgan.model.generation.GeneratedImage;
import dev.xmcgan.model.generation.ImageRequest;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.trainer.config.TrainerSettings;
import dev.xmcgan.trainer.learning.CheckpointSampler;
import dev.xmcgan.trainer.learning.TensorLock;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.checkpoints.CheckpointFetcher;
import dev.xmcgan.transport.serde.AvroSerdes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A gate whose checkpoints have one number in place of weights, 0 to 100: their KID, which shows in
 * every image. All else of it is real.
 */
public final class FakeGate implements CheckpointSampler, Scorer {
  private static final int SIZE = 8;

  /** Checkpoints that were drawn with, in order. */
  public final List<String> drawn = new CopyOnWriteArrayList<>();

  /** Called before each batch is drawn. */
  public volatile Runnable beforeBatch = () -> {};

  /** A gate with this painter and this scorer. */
  public GateOpener onKafka(KafkaSettings kafka, TrainerSettings settings) {
    return () ->
        new Gate(
            settings.config().gate(),
            new SampledHeldOutPairs(
                kafka,
                new AvroSerdes(kafka),
                settings.id() + "-gate",
                settings.config().gate().images(),
                settings.config().windowPairs(),
                settings::learns),
            new Anchors(
                new CheckpointFetcher(kafka, settings.directory("gate")),
                directory -> Optional.empty(),
                settings.config().gate().images()),
            new CheckpointDrawing(new CheckpointFetcher(kafka, settings.directory("gate")), this),
            this,
            new Findings(settings.id(), Clock.systemUTC()),
            new TensorLock());
  }

  @Override
  public Painting open(Checkpoint manifest, Path directory) throws IOException {
    int kid = Integer.parseInt(Files.readString(directory.resolve("generator.safetensors")));
    drawn.add(manifest.getCheckpointId());
    return new Painting() {
      @Override
      public List<GeneratedImage> draw(List<ImageRequest> requests, boolean urgent) {
        beforeBatch.run();
        return requests.stream().map(request -> image(kid, request.seed())).toList();
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public List<Measure> measure(
      List<SceneSample> samples,
      String referenceSet,
      Optional<CaptionMatch> match,
      boolean urgent) {
    double[] kid = new double[samples.size()];
    Arrays.fill(kid, samples.get(0).generated().rgb()[0]);
    return List.of(
        new Measure(
            new FeatureSource("fake", referenceSet, "none")
                .protocol("kid", samples.size(), samples.size()),
            new MeanOverCaptions(kid),
            true,
            OptionalDouble.empty()));
  }

  @Override
  public void close() {}

  private static GeneratedImage image(int kid, long seed) {
    byte[] rgb = new byte[SIZE * SIZE * 3];
    new SplittableRandom(seed).nextBytes(rgb);
    rgb[0] = (byte) kid;
    return new GeneratedImage(SIZE, rgb, true);
  }
}
