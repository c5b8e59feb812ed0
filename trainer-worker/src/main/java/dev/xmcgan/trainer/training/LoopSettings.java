package dev.xmcgan.trainer.training;

import dev.xmcgan.model.captions.HardNegatives;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.trainer.cleanup.RetentionSettings;
import dev.xmcgan.trainer.rehearsal.RehearsalSettings;
import dev.xmcgan.trainer.replay.PaceSettings;
import dev.xmcgan.trainer.replay.WindowLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;

/**
 * How the training thread works.
 *
 * @param trainerId its name: transactional id and key of metrics and status
 * @param channel release channel it starts from and releases to
 * @param autoRelease whether each checkpoint is released at once
 * @param seed of the draw of pairs
 * @param window how long the replay window may get
 * @param pace how much is trained on what
 * @param hardNegatives which pairs meet in a batch, for a model of that shape
 * @param rehearsal how much is rehearsed of what was learned before
 * @param checkpointInterval between two checkpoints while training
 * @param metricsInterval between two records on training-metrics while training
 * @param pauseAfterFailure before going back to the newest checkpoint; longer at each time in a row
 * @param retention which checkpoints are kept
 * @param directory for checkpoints on their way in and out, and for the images of the window; holds
 *     nothing that must last
 */
public record LoopSettings(
    String trainerId,
    String channel,
    boolean autoRelease,
    long seed,
    WindowLimits window,
    PaceSettings pace,
    Function<ModelConfig, HardNegatives> hardNegatives,
    RehearsalSettings rehearsal,
    Duration checkpointInterval,
    Duration metricsInterval,
    Duration pauseAfterFailure,
    RetentionSettings retention,
    Path directory) {}
