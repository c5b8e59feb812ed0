package dev.xmcgan.trainer.checkpoints;

import dev.xmcgan.trainer.learning.Learner;
import dev.xmcgan.trainer.rehearsal.CaptionReservoir;
import java.util.Optional;

/**
 * A learner that {@link TrainingStart} opened, with all else that training goes on from.
 *
 * @param learner the caller's to close
 * @param parent the checkpoint it went on from; empty for a fresh one
 * @param progress what else that checkpoint remembered
 * @param captions of what was learned until then
 */
public record Opened(
    Learner learner, Optional<String> parent, ReplayProgress progress, CaptionReservoir captions) {}
