package dev.xmcgan.trainer.gate;

import dev.xmcgan.evaluation.scenes.SceneSample;
import dev.xmcgan.evaluation.scores.Score;
import dev.xmcgan.images.RgbImage;
import dev.xmcgan.model.generation.GeneratedImage;
import dev.xmcgan.model.generation.ImageRequest;
import dev.xmcgan.model.generation.Seeds;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Evaluation;
import dev.xmcgan.schemas.Verdict;
import dev.xmcgan.trainer.gate.CheckpointDrawing.Outcome;
import dev.xmcgan.trainer.gate.CheckpointDrawing.Outcome.Drawn;
import dev.xmcgan.trainer.gate.CheckpointDrawing.Outcome.GivenUp;
import dev.xmcgan.trainer.gate.CheckpointDrawing.Outcome.Unusable;
import dev.xmcgan.trainer.gate.HeldOutPairs.HeldOutSet;
import dev.xmcgan.transport.checkpoints.CheckpointTransferException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Judges checkpoints: draws captions of held-out pairs, looks whether the images are images, scores
 * them and holds the scores against those of the served checkpoint, drawn from the same captions
 * and seeds. One thread's.
 */
public final class Gate implements AutoCloseable {
  private static final long SEED = 0;

  /** Enough to tell what must not serve another moment. */
  private static final int URGENT_IMAGES = 32;

  /** Drawn when there are too few held-out pairs to score. */
  private static final int SANITY_IMAGES = 16;

  private static final String PLAIN_CAPTION = "a large red circle on green grass";

  private final GateSettings settings;
  private final Margins margins;
  private final HeldOutPairs heldOut;
  private final CheckpointDrawing drawing;
  private final Scorer scorer;
  private final Findings findings;
  private Optional<Baseline> baseline = Optional.empty();

  /** What the served checkpoint drew, kept while neither it nor the pairs change. */
  private record Baseline(
      String checkpointId, HeldOutSet pairs, List<GeneratedImage> images, List<Score> scores) {
    boolean isOf(Checkpoint checkpoint) {
      return checkpointId.equals(checkpoint.getCheckpointId());
    }
  }

  /**
   * @param heldOut closed with this
   * @param scorer closed with this
   */
  Gate(
      GateSettings settings,
      HeldOutPairs heldOut,
      CheckpointDrawing drawing,
      Scorer scorer,
      Findings findings) {
    this.settings = settings;
    this.margins = new Margins(settings.kidMargin(), settings.rPrecisionMargin());
    this.heldOut = heldOut;
    this.drawing = drawing;
    this.scorer = scorer;
    this.findings = findings;
  }

  /**
   * Judges a checkpoint.
   *
   * @param served what it is held against; empty when nothing good is served
   * @param urgent whether it serves already: fewer images, and the steps of training are not waited
   *     for
   * @param givingUp asked between batches of images
   * @return empty when it was given up
   * @throws CheckpointTransferException when Kafka or the disk was in the way; it may work later
   */
  public Optional<Evaluation> judge(
      Checkpoint candidate, Optional<Checkpoint> served, boolean urgent, BooleanSupplier givingUp)
      throws CheckpointTransferException, InterruptedException {
    HeldOutSet pairs = urgent ? urgent(served) : heldOut.newest();
    boolean scoring = pairs.pairs().size() >= settings.fewestPairs();
    Outcome outcome = drawing.draw(candidate, requests(pairs, scoring), urgent, givingUp);
    if (outcome instanceof GivenUp) {
      return Optional.empty();
    }
    Evaluation.Builder found = findings.of(candidate, pairs);
    if (outcome instanceof Unusable unusable) {
      return Optional.of(Findings.rejected(found, List.of(unusable.reason())));
    }
    List<GeneratedImage> images = ((Drawn) outcome).images();
    found.setImages(images.size());
    Optional<String> problem = ImageSanity.problem(images);
    if (problem.isPresent()) {
      return Optional.of(Findings.rejected(found, List.of(problem.get())));
    }
    if (!scoring) {
      return Optional.of(sanityOnly(found, pairs));
    }
    List<Score> scores = score(pairs, images, urgent);
    Optional<Evaluation> compared = compare(found, scores, served, pairs, urgent, givingUp);
    if (compared.filter(each -> each.getVerdict() == Verdict.BLESSED).isPresent() && !urgent) {
      // what is blessed serves next
      baseline = Optional.of(new Baseline(candidate.getCheckpointId(), pairs, images, scores));
    }
    return compared;
  }

  @Override
  public void close() {
    heldOut.close();
    scorer.close();
  }

  /** Few pairs, if possible those that the served checkpoint has drawn. */
  private HeldOutSet urgent(Optional<Checkpoint> served) throws InterruptedException {
    int images = Math.max(URGENT_IMAGES, settings.fewestPairs());
    Optional<HeldOutSet> drawn =
        served.flatMap(good -> baseline.filter(known -> known.isOf(good))).map(Baseline::pairs);
    return drawn.isPresent() ? drawn.get().first(images) : heldOut.newest().first(images);
  }

  private Optional<Evaluation> compare(
      Evaluation.Builder found,
      List<Score> scores,
      Optional<Checkpoint> served,
      HeldOutSet pairs,
      boolean urgent,
      BooleanSupplier givingUp)
      throws CheckpointTransferException, InterruptedException {
    String beside = "nothing good is served to compare with";
    List<Score> others = List.of();
    if (served.isPresent()) {
      String id = served.get().getCheckpointId();
      Optional<Outcome> failed = refresh(served.get(), pairs, urgent, givingUp);
      if (failed.isPresent() && failed.get() instanceof GivenUp) {
        return Optional.empty();
      }
      if (failed.isPresent() && failed.get() instanceof Unusable unusable) {
        beside = "the served checkpoint cannot be compared with: " + unusable.reason();
      } else {
        others = baseline.orElseThrow().scores();
        found.setComparedWith(id);
        beside = "not worse than " + id + " on " + pairs.pairs().size() + " held-out pairs";
      }
    }
    Margins.Outcome outcome = margins.compare(scores, others);
    found.setScores(outcome.scores());
    return Optional.of(
        outcome.failures().isEmpty()
            ? Findings.blessed(found, beside)
            : Findings.rejected(found, outcome.failures()));
  }

  /** Brings the baseline up to date, or says why that did not happen. */
  private Optional<Outcome> refresh(
      Checkpoint served, HeldOutSet pairs, boolean urgent, BooleanSupplier givingUp)
      throws CheckpointTransferException, InterruptedException {
    String id = served.getCheckpointId();
    Optional<Baseline> known =
        baseline.filter(
            each -> each.isOf(served) && each.pairs().first(pairs.pairs().size()).equals(pairs));
    if (known.isPresent()) {
      if (known.get().pairs().equals(pairs)) {
        return Optional.empty();
      }
      List<GeneratedImage> some = known.get().images().subList(0, pairs.pairs().size());
      baseline = Optional.of(new Baseline(id, pairs, some, score(pairs, some, urgent)));
      return Optional.empty();
    }
    Outcome outcome = drawing.draw(served, requests(pairs, true), urgent, givingUp);
    if (!(outcome instanceof Drawn drawn)) {
      return Optional.of(outcome);
    }
    if (ImageSanity.problem(drawn.images()).isPresent()) {
      return Optional.of(new Unusable(ImageSanity.problem(drawn.images()).orElseThrow()));
    }
    List<Score> scores = score(pairs, drawn.images(), urgent);
    baseline = Optional.of(new Baseline(id, pairs, drawn.images(), scores));
    return Optional.empty();
  }

  private Evaluation sanityOnly(Evaluation.Builder found, HeldOutSet pairs) {
    found.setSanityOnly(true);
    String why =
        "%d held-out pairs are too few to score, %d are needed"
            .formatted(pairs.pairs().size(), settings.fewestPairs());
    return switch (settings.withoutScores()) {
      case RELEASE -> Findings.blessed(found, why + "; its images are images");
      case HOLD ->
          Findings.held(
              found,
              why
                  + ": held until there are enough or a person promotes it; a share of %s of all pairs is held out"
                      .formatted(settings.heldOutShare()));
    };
  }

  private List<Score> score(HeldOutSet pairs, List<GeneratedImage> images, boolean urgent) {
    List<SceneSample> samples = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      HeldOutPair pair = pairs.pairs().get(i);
      RgbImage drawn = images.get(i).image();
      samples.add(new SceneSample(pair.caption(), drawn, pair.image()));
    }
    return scorer.score(samples, "held-out " + pairs.hash(), urgent);
  }

  private static List<ImageRequest> requests(HeldOutSet pairs, boolean scoring) {
    List<HeldOutPair> known = pairs.pairs();
    int images = scoring ? known.size() : SANITY_IMAGES;
    return IntStream.range(0, images)
        .mapToObj(
            i ->
                new ImageRequest(
                    known.isEmpty() ? PLAIN_CAPTION : known.get(i % known.size()).caption(),
                    Seeds.imageSeed(SEED, i),
                    OptionalDouble.empty()))
        .toList();
  }
}
