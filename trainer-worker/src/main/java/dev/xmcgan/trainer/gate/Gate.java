package dev.xmcgan.trainer.gate;

import dev.xmcgan.evaluation.paired.Measure;
import dev.xmcgan.model.generation.GeneratedImage;
import dev.xmcgan.model.generation.ImageRequest;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Evaluation;
import dev.xmcgan.schemas.Verdict;
import dev.xmcgan.trainer.config.GateConfig;
import dev.xmcgan.trainer.gate.Anchors.Anchor;
import dev.xmcgan.trainer.gate.CheckpointDrawing.Outcome;
import dev.xmcgan.trainer.gate.CheckpointDrawing.Outcome.Drawn;
import dev.xmcgan.trainer.gate.CheckpointDrawing.Outcome.GivenUp;
import dev.xmcgan.trainer.gate.CheckpointDrawing.Outcome.Unusable;
import dev.xmcgan.trainer.gate.Comparison.Reference;
import dev.xmcgan.trainer.learning.TensorLock;
import dev.xmcgan.transport.checkpoints.CheckpointTransferException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Judges checkpoints by two sets of captions, those of held-out pairs and those of what was learned
 * before: draws them, looks whether the images are images, measures them and holds the measures
 * against those of what serves and of the best release so far, on the same captions and seeds. One
 * thread's.
 */
public final class Gate implements AutoCloseable {
  /** Of each set; enough to tell what must not serve another moment. */
  private static final int URGENT_IMAGES = 32;

  private final GateConfig config;
  private final HeldOutPairs heldOut;
  private final Anchors anchors;
  private final CheckpointDrawing drawing;
  private final Scorer scorer;
  private final Findings findings;
  private final TensorLock turns;

  /**
   * What a checkpoint is held against.
   *
   * @param served what serves, or what served before; empty when nothing good does
   * @param best the best release so far; may be the same
   */
  public record Against(Optional<Checkpoint> served, Optional<Checkpoint> best) {}

  /** Something more urgent came up. */
  private static final class GivenUpException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /**
   * @param heldOut closed with this
   * @param anchors closed with this
   * @param scorer closed with this
   * @param turns what is judged without delay has precedence over
   */
  Gate(
      GateConfig config,
      HeldOutPairs heldOut,
      Anchors anchors,
      CheckpointDrawing drawing,
      Scorer scorer,
      Findings findings,
      TensorLock turns) {
    this.config = config;
    this.heldOut = heldOut;
    this.anchors = anchors;
    this.drawing = drawing;
    this.scorer = scorer;
    this.findings = findings;
    this.turns = turns;
  }

  /**
   * Judges a checkpoint.
   *
   * @param urgent whether it serves already: fewer images, and training waits meanwhile
   * @param givingUp asked between batches of images
   * @return empty when it was given up
   * @throws CheckpointTransferException when Kafka or the disk was in the way; it may work later
   */
  public Optional<Evaluation> judge(
      Checkpoint candidate, Against against, boolean urgent, BooleanSupplier givingUp)
      throws CheckpointTransferException, InterruptedException {
    // a resource that is null is not closed
    try (TensorLock.Precedence untilJudged = urgent ? turns.precedence() : null) {
      return Optional.of(judged(candidate, against, urgent, givingUp));
    } catch (GivenUpException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    heldOut.close();
    anchors.close();
    scorer.close();
  }

  private Evaluation judged(
      Checkpoint candidate, Against against, boolean urgent, BooleanSupplier givingUp)
      throws CheckpointTransferException, InterruptedException, GivenUpException {
    Optional<Anchor> anchor =
        against.best().isPresent()
            ? Optional.of(anchors.of(against.best().get(), candidate))
            : Optional.empty();
    int most = urgent ? Math.max(URGENT_IMAGES, config.fewestPairs()) : config.images();
    Examination examination = Examination.of(heldOut.sample(), anchor, most, config.fewestPairs());
    if (urgent && examination.sets().size() > 1) {
      // one set is enough to take it back by, in half the time; to stay it must pass both
      Evaluation found = judged(candidate, against, examination.ofFirstSet(), true, givingUp);
      if (found.getVerdict() == Verdict.REJECTED) {
        return found;
      }
    }
    return judged(candidate, against, examination, urgent, givingUp);
  }

  private Evaluation judged(
      Checkpoint candidate,
      Against against,
      Examination examination,
      boolean urgent,
      BooleanSupplier givingUp)
      throws CheckpointTransferException, InterruptedException, GivenUpException {
    Evaluation.Builder found = findings.of(candidate, examination.sets());
    Outcome outcome = draw(candidate, examination.ofCandidate(), urgent, givingUp);
    if (outcome instanceof Unusable unusable) {
      return findings.rejected(found, List.of(unusable.reason()));
    }
    Map<ImageRequest, GeneratedImage> images = ((Drawn) outcome).images();
    found.setImages(images.size());
    Optional<String> problem = examination.problem(images);
    if (problem.isPresent()) {
      return findings.rejected(found, List.of(problem.get()));
    }
    List<String> remarks = new ArrayList<>();
    Optional<Drawn> best =
        reference(
            against.best(), "the best so far", examination.ofAnchor(), remarks, urgent, givingUp);
    Examination usable = best.isPresent() ? examination : examination.withoutAnchors();
    if (usable.sets().isEmpty()) {
      return findings.unscored(
          findings.of(candidate, List.of()).setImages(images.size()), examination, config);
    }
    boolean bestServes = against.served().equals(against.best());
    Optional<Drawn> served =
        bestServes
            ? best
            : reference(
                against.served(), "which serves", usable.ofCandidate(), remarks, urgent, givingUp);
    Map<ImageRequest, GeneratedImage> standIns = best.map(Drawn::images).orElse(Map.of());
    Optional<Map<String, List<Measure>>> ofBest =
        best.map(drawn -> usable.measures(scorer, drawn.images(), standIns, urgent));
    Comparison comparison =
        new Comparison(
            config.margin(),
            usable.measures(scorer, images, standIns, urgent),
            served.map(
                drawn ->
                    new Reference(
                        against.served().orElseThrow().getCheckpointId(),
                        "which serves",
                        bestServes
                            ? ofBest.orElseThrow()
                            : usable.measures(scorer, drawn.images(), standIns, urgent))),
            ofBest.map(
                measures ->
                    new Reference(
                        against.best().orElseThrow().getCheckpointId(),
                        "the best so far",
                        measures)));
    return compared(found, comparison, usable, remarks);
  }

  private Evaluation compared(
      Evaluation.Builder found,
      Comparison comparison,
      Examination examination,
      List<String> remarks) {
    comparison.served().ifPresent(each -> found.setComparedWith(each.checkpointId()));
    comparison.best().ifPresent(each -> found.setBest(each.checkpointId()));
    found.setScores(comparison.scores()).setMovesBest(comparison.movesBest());
    if (!comparison.failures().isEmpty()) {
      return findings.rejected(found, comparison.failures());
    }
    List<String> others =
        Stream.concat(comparison.served().stream(), comparison.best().stream())
            .map(Reference::checkpointId)
            .distinct()
            .toList();
    remarks.add(
        0,
        others.isEmpty()
            ? "nothing good is served to compare with"
            : "not worse than %s on captions: %s; %s"
                .formatted(
                    String.join(" and ", others),
                    examination.description(),
                    comparison.gains().isEmpty()
                        ? "no better beyond chance"
                        : "better in " + String.join(", ", comparison.gains())));
    return findings.blessed(found, String.join("; ", remarks));
  }

  /** What a checkpoint drew that another is held against, or a remark why it cannot be. */
  private Optional<Drawn> reference(
      Optional<Checkpoint> checkpoint,
      String role,
      List<ImageRequest> requests,
      List<String> remarks,
      boolean urgent,
      BooleanSupplier givingUp)
      throws CheckpointTransferException, InterruptedException, GivenUpException {
    if (checkpoint.isEmpty() || requests.isEmpty()) {
      return Optional.empty();
    }
    Outcome outcome = draw(checkpoint.get(), requests, urgent, givingUp);
    Optional<String> problem =
        outcome instanceof Drawn drawn
            ? ImageSanity.problem(List.copyOf(drawn.images().values()))
            : Optional.of(((Unusable) outcome).reason());
    problem.ifPresent(
        reason ->
            remarks.add(
                "%s, %s, cannot be compared with: %s"
                    .formatted(checkpoint.get().getCheckpointId(), role, reason)));
    return problem.isPresent() ? Optional.empty() : Optional.of((Drawn) outcome);
  }

  private Outcome draw(
      Checkpoint checkpoint, List<ImageRequest> requests, boolean urgent, BooleanSupplier givingUp)
      throws CheckpointTransferException, InterruptedException, GivenUpException {
    Outcome outcome = drawing.draw(checkpoint, requests, urgent, givingUp);
    if (outcome instanceof GivenUp) {
      throw new GivenUpException();
    }
    return outcome;
  }
}
