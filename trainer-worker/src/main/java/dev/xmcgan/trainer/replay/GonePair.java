package dev.xmcgan.trainer.replay;

/**
 * There is no such pair to learn any more, from here on.
 *
 * @param erased whether it was taken out of the topic, and what was remembered of it goes, too;
 *     otherwise it is held out now
 */
public record GonePair(PairPosition position, String pairId, boolean erased) implements LogEntry {}
