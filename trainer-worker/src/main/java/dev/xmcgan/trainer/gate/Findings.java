package dev.xmcgan.trainer.gate;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.CheckpointFile;
import dev.xmcgan.schemas.Evaluation;
import dev.xmcgan.schemas.Verdict;
import dev.xmcgan.trainer.config.GateConfig;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Builds the {@link Evaluation} that the gate publishes for a checkpoint.
 *
 * @param who this trainer
 */
record Findings(String who, Clock clock) {
  private static final String WEIGHTS = "generator.safetensors";

  /** What is known of a checkpoint before it is looked at. */
  Evaluation.Builder of(Checkpoint checkpoint, List<JudgedSet> sets) {
    Evaluation.Builder found =
        Evaluation.newBuilder()
            .setCheckpointId(checkpoint.getCheckpointId())
            .setWeightsSha256(
                checkpoint.getFiles().stream()
                    .filter(file -> file.getName().equals(WEIGHTS))
                    .map(CheckpointFile::getSha256)
                    .findFirst()
                    .orElse(""))
            .setChannel(checkpoint.getChannel())
            .setDecidedBy(who);
    for (JudgedSet set : sets) {
      if (set.name().equals(JudgedSet.ANCHORS)) {
        found.setAnchors(set.requests().size()).setAnchorHash(set.hash());
      } else {
        found.setHeldOutPairs(set.requests().size()).setHeldOutHash(set.hash());
      }
    }
    return found;
  }

  Evaluation blessed(Evaluation.Builder found, String reason) {
    return decided(found, Verdict.BLESSED, List.of(reason));
  }

  Evaluation rejected(Evaluation.Builder found, List<String> reasons) {
    return decided(found, Verdict.REJECTED, reasons);
  }

  /** What there was too little to score by. */
  Evaluation unscored(Evaluation.Builder found, Examination examination, GateConfig config) {
    int pairs = examination.pairs().pairs().size();
    int captions = examination.anchor().map(each -> each.captions().size()).orElse(0);
    found.setSanityOnly(true).setHeldOutPairs(pairs);
    String why =
        "too little to score by: %d held-out pairs, %d captions of what was learned before, %d of either are needed"
            .formatted(pairs, captions, config.fewestPairs());
    return switch (config.withoutScores()) {
      case RELEASE -> blessed(found, why + "; its images are images");
      case HOLD ->
          decided(
              found,
              Verdict.UNKNOWN,
              List.of(why + ": held until there are enough or a person promotes it"));
    };
  }

  private Evaluation decided(Evaluation.Builder found, Verdict verdict, List<String> reasons) {
    return found
        .setVerdict(verdict)
        .setReasons(reasons)
        .setDecidedAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
        .build();
  }
}
