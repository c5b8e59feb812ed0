package dev.xmcgan.gateway.archives;

import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ApiException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * An upload that must come at a pace: one that trickles would hold its place among the transfers
 * for as long as it likes. Only the time spent waiting for bytes counts.
 */
public final class PacedInputStream extends FilterInputStream {
  static final Duration GRACE = Duration.ofSeconds(30);
  static final long BYTES_PER_SECOND = 16 * 1024;

  private final LongSupplier nanoTime;
  private long waited;
  private long bytes;

  public PacedInputStream(InputStream in) {
    this(in, System::nanoTime);
  }

  PacedInputStream(InputStream in, LongSupplier nanoTime) {
    super(in);
    this.nanoTime = nanoTime;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    long began = nanoTime.getAsLong();
    int read = in.read(buffer, offset, length);
    waited += nanoTime.getAsLong() - began;
    bytes += Math.max(0, read);
    if (waited / 1_000_000_000 > GRACE.toSeconds() + bytes / BYTES_PER_SECOND) {
      throw new ApiException(
          ApiError.of(
              408,
              "body_timeout",
              "The request body comes too slowly: less than %d bytes a second."
                  .formatted(BYTES_PER_SECOND)));
    }
    return read;
  }
}
