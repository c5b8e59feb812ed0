package dev.xmcgan.lab.drift;

/**
 * What is the same for all shares of one comparison.
 *
 * @param from the checkpoint that all begin with
 * @param every iterations between two judgements
 * @param pairs old scenes to replay, and as many new ones
 * @param images held-out captions of each kind
 */
record DriftSettings(String from, int every, int pairs, int images) {}
