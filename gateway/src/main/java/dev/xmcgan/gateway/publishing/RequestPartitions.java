package dev.xmcgan.gateway.publishing;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Into which partition a gateway puts a request. Not the one that Kafka would choose by its key:
 * that hash says into which partition the answer goes, and of the ids whose answers come home to
 * one gateway the requests must still spread over all workers.
 */
public final class RequestPartitions {
  private RequestPartitions() {}

  /** The number of the request's partition, of so many. */
  public static int of(String requestId, int partitions) {
    CRC32 hash = new CRC32();
    hash.update(requestId.getBytes(StandardCharsets.UTF_8));
    return (int) (hash.getValue() % partitions);
  }
}
