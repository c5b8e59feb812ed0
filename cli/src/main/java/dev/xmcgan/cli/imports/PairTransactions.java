package dev.xmcgan.cli.imports;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.progress.Progress;
import dev.xmcgan.datasets.CaptionedImage;
import dev.xmcgan.datasets.PlacedPair;
import dev.xmcgan.schemas.ImageTextPair;
import dev.xmcgan.schemas.ImportProgress;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.limits.PairRules;
import dev.xmcgan.schemas.limits.Refusal;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.transactions.FencedException;
import dev.xmcgan.transport.transactions.RefusedTransactionException;
import dev.xmcgan.transport.transactions.RetriableTransactionException;
import dev.xmcgan.transport.transactions.Transaction;
import dev.xmcgan.transport.transactions.TransactionalProducer;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;

/**
 * Stores pairs, keyed by their id, in transactions that also store the place behind them: a run
 * that is killed leaves neither pairs without their place nor a place without its pairs. Within a
 * transaction sends do not wait for one another. Opening one ends an earlier run of the same
 * import, wherever that is.
 */
final class PairTransactions implements AutoCloseable {
  /** Between two transactions the producer waits for the broker: few large ones lose less time. */
  private static final int MOST_PAIRS = 5_000;

  private static final long MOST_BYTES = 32L << 20;

  /** Readers see pairs with the end of their transaction only, so a slow source has small ones. */
  private static final long MOST_MILLIS = 2_000;

  private static final int ATTEMPTS = 5;
  private static final int RECORD_OVERHEAD = 1 << 10;

  private final KafkaSettings settings;
  private final String importId;
  private final Clock clock;
  private final AvroSerdes serdes;
  private final TransactionalProducer transactions;

  PairTransactions(KafkaSettings settings, String importId, Clock clock) {
    this.settings = settings;
    this.importId = importId;
    this.clock = clock;
    this.serdes = new AvroSerdes(settings);
    this.transactions = new TransactionalProducer(settings, "import-" + importId);
  }

  /**
   * How far an import is.
   *
   * @param place items of the source that are done with
   * @param pairs stored of them
   */
  record Count(long place, long pairs) {
    static final Count NONE = new Count(0, 0);
  }

  /**
   * Stores all pairs; what is too large for a record is skipped.
   *
   * @param done what the progress counts: places, or pairs where places are no numbers of items
   * @throws CommandException when Kafka does not take them
   */
  Count store(
      Iterator<PlacedPair> pairs,
      Count before,
      SkippedPairs skipped,
      Progress progress,
      ToLongFunction<Count> done) {
    Count stored = before;
    while (pairs.hasNext()) {
      Batch batch = new Batch(stored, skipped);
      commit(batch, pairs);
      progress.step(done.applyAsLong(batch.count) - done.applyAsLong(stored));
      stored = batch.count;
    }
    return stored;
  }

  private void commit(Batch batch, Iterator<PlacedPair> pairs) {
    int attempts = 0;
    while (true) {
      try {
        transactions.inTransaction(
            transaction -> {
              batch.records.forEach(transaction::send);
              batch.fill(pairs, transaction);
              transaction.send(place(batch.count));
              return null;
            });
        return;
      } catch (RetriableTransactionException e) {
        attempts++;
        if (attempts == ATTEMPTS) {
          throw stopped(batch, e);
        }
      } catch (FencedException e) {
        throw CommandException.failed("another import of the same data set has taken over", e);
      } catch (RefusedTransactionException e) {
        // whichever is refused for its size, the largest is
        if (!isForSize(e) || batch.records.isEmpty()) {
          throw stopped(batch, e);
        }
        batch.leaveOutLargest();
      }
    }
  }

  @Override
  public void close() {
    transactions.close();
  }

  private static boolean isForSize(Throwable failure) {
    return failure instanceof RecordTooLargeException
        || (failure.getCause() != null && isForSize(failure.getCause()));
  }

  private static CommandException stopped(Batch batch, RuntimeException e) {
    return CommandException.failed(
        "Kafka took %d pairs and then no more: %s; import again to go on"
            .formatted(batch.before.pairs(), e.getMessage()),
        e);
  }

  private ProducerRecord<String, byte[]> place(Count count) {
    ImportProgress progress =
        ImportProgress.newBuilder()
            .setImportId(importId)
            .setPlace(count.place())
            .setPairs(count.pairs())
            .setUpdatedAt(clock.instant())
            .build();
    return new ProducerRecord<>(
        settings.topic(Topic.IMPORT_PROGRESS),
        importId,
        serdes.encode(Topic.IMPORT_PROGRESS, progress));
  }

  /** The pairs of one transaction, kept until it is committed: they may have to be sent again. */
  private final class Batch {
    private final Count before;
    private final SkippedPairs skipped;
    private final List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
    private long bytes;
    private Count count;

    Batch(Count before, SkippedPairs skipped) {
      this.before = before;
      this.count = before;
      this.skipped = skipped;
    }

    void fill(Iterator<PlacedPair> pairs, Transaction transaction) {
      long end = clock.millis() + MOST_MILLIS;
      while (records.size() < MOST_PAIRS
          && bytes < MOST_BYTES
          && clock.millis() < end
          && pairs.hasNext()) {
        PlacedPair next = pairs.next();
        PairRules.Captions captions = PairRules.captions(next.pair().captions());
        captions.firstRefusal().ifPresent(why -> tell(next.pair().id(), why, captions));
        byte[] value = serdes.encode(Topic.IMAGE_TEXT_PAIRS, record(next.pair(), captions.kept()));
        if (value.length > Topic.MAX_RECORD_BYTES - RECORD_OVERHEAD) {
          // the producer itself would refuse it, and the whole transaction with it
          tell(next.pair().id(), value.length);
          count = new Count(next.next(), count.pairs());
          continue;
        }
        ProducerRecord<String, byte[]> record =
            new ProducerRecord<>(settings.topic(Topic.IMAGE_TEXT_PAIRS), next.pair().id(), value);
        transaction.send(record);
        records.add(record);
        bytes += value.length;
        count = new Count(next.next(), count.pairs() + 1);
      }
    }

    void leaveOutLargest() {
      ProducerRecord<String, byte[]> largest =
          Collections.max(records, Comparator.comparingInt(record -> record.value().length));
      records.remove(largest);
      count = new Count(count.place(), count.pairs() - 1);
      tell(largest.key(), largest.value().length);
    }

    /** The pair itself goes on: it has captions that are kept. */
    private void tell(String id, Refusal first, PairRules.Captions captions) {
      int dropped = captions.dropped().values().stream().mapToInt(Integer::intValue).sum();
      skipped.add(
          "captions: " + first.code().replace('_', ' '),
          "%s: %d left out: %s".formatted(id, dropped, first.message()));
    }

    private void tell(String id, int size) {
      skipped.add("too large", "%s: %d bytes, too large for a record".formatted(id, size));
    }
  }

  private static ImageTextPair record(CaptionedImage pair, List<String> captions) {
    return ImageTextPair.newBuilder()
        .setPairId(pair.id())
        .setCaptions(captions)
        .setImage(ByteBuffer.wrap(pair.image()))
        .setSource(pair.source())
        .setMetadata(pair.metadata())
        .build();
  }
}
