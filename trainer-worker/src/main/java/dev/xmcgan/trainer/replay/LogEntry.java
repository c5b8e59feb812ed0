package dev.xmcgan.trainer.replay;

/** What a record of training-pairs says to training, in the order of the log. */
public sealed interface LogEntry permits WindowPair, GonePair {
  /** Where it lies. */
  PairPosition position();

  /** Which pair it is about; it ends what earlier records said of that pair. */
  String pairId();
}
