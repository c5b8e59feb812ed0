package dev.xmcgan.generator.status;

import dev.xmcgan.schemas.FailureCode;

/**
 * Names and labels of a worker's metrics. Prometheus shows a name with underscores, counters with
 * {@code _total}, timers with {@code _seconds}, and the buckets of timers with {@code _bucket}.
 */
public final class MetricNames {
  /** Summary: images in a micro-batch. */
  public static final String BATCH_IMAGES = "xmcgan.worker.batch.images";

  /** Summary: what a micro-batch costs, in drawn pixels; a twentieth for each of its files'. */
  public static final String BATCH_COST = "xmcgan.worker.batch.cost";

  /** Timer: from a request's record to its first micro-batch. */
  public static final String QUEUE = "xmcgan.worker.queue";

  /** Timer: reading the captions of a micro-batch. */
  public static final String TEXT = "xmcgan.worker.text";

  /** Timer: drawing the images of a micro-batch. */
  public static final String DRAW = "xmcgan.worker.draw";

  /** Timer: encoding the files of a micro-batch, from its last image to its last file. */
  public static final String ENCODE = "xmcgan.worker.encode";

  /** Timer: one transaction. */
  public static final String COMMIT = "xmcgan.worker.commit";

  /** Counter: times that everything was dropped and read again. */
  public static final String ABORTS = "xmcgan.worker.aborts";

  /** Counter: images answered. */
  public static final String IMAGES = "xmcgan.worker.images";

  /** Counter: images of a caption of which the model reads the beginning alone. */
  public static final String CUT_CAPTIONS = "xmcgan.worker.cut.captions";

  /** Counter: typed failures answered, by {@link #CODE}. */
  public static final String FAILURES = "xmcgan.worker.failures";

  /** Counter: records that could not be decoded. */
  public static final String DEAD_LETTERS = "xmcgan.worker.dead.letters";

  /** Counter: checkpoints swapped in, the first included. */
  public static final String SWAPS = "xmcgan.worker.swaps";

  /** Counter: releases that were refused, by {@link #FAULT}. */
  public static final String REFUSALS = "xmcgan.worker.refusals";

  /** Timer: from a release's first look to its first micro-batch. */
  public static final String SWAP = "xmcgan.worker.swap";

  /** Gauge: requests held and not yet drawn. */
  public static final String HELD = "xmcgan.worker.held.requests";

  /** Gauge: how long the oldest request held and not answered has been on its topic. */
  public static final String HELD_AGE = "xmcgan.worker.held.age";

  /** Gauge: requests on this worker's partitions that were not fetched yet. */
  public static final String UNREAD = "xmcgan.worker.unread.requests";

  /** Gauge: how long the oldest request that was not fetched has been there, at most. */
  public static final String UNREAD_AGE = "xmcgan.worker.unread.age";

  /** Gauge: since when the checkpoint draws. */
  public static final String CHECKPOINT_AGE = "xmcgan.worker.checkpoint.age";

  /** Timer: from a pair's arrival to the first image of a release that learned it; a sample. */
  public static final String FRESHNESS = "xmcgan.worker.freshness";

  /** Label with a {@link FailureCode}. */
  public static final String CODE = "code";

  /** Label: {@code weights}, which no worker can load, or {@code worker}, this one's own. */
  public static final String FAULT = "fault";

  private MetricNames() {}
}
