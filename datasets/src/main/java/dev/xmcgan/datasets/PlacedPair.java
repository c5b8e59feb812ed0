package dev.xmcgan.datasets;

/**
 * A pair and where its source goes on behind it.
 *
 * @param next the place to hand to {@link PairSource#pairs(long, java.util.function.Consumer)} for
 *     what follows
 */
public record PlacedPair(long next, CaptionedImage pair) {}
