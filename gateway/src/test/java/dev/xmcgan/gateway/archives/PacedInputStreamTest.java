package dev.xmcgan.gateway.archives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.xmcgan.gateway.errors.ApiException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PacedInputStreamTest {
  private static final int SIZE = 2 << 20;
  private final AtomicLong now = new AtomicLong();

  @Test
  void whatKeepsThePaceComesInWhole() throws Exception {
    assertThat(upload(1).readAllBytes()).hasSize(SIZE);
  }

  @Test
  void whatTricklesIsEnded() {
    InputStream upload = upload(5);

    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(upload::readAllBytes)
        .satisfies(slow -> assertThat(slow.error().status()).isEqualTo(408));
  }

  @Test
  void timeBetweenReadsIsNotTheClients() throws Exception {
    InputStream upload = upload(0);
    while (upload.read() >= 0) {
      now.addAndGet(60_000_000_000L);
    }
  }

  /** Sixteen kilobytes in every so many seconds. */
  private InputStream upload(long seconds) {
    InputStream network =
        new ByteArrayInputStream(new byte[SIZE]) {
          @Override
          public synchronized int read(byte[] buffer, int offset, int length) {
            int read = super.read(buffer, offset, length);
            now.addAndGet(seconds * 1_000_000_000 * Math.max(0, read) / (16 * 1024));
            return read;
          }
        };
    return new PacedInputStream(network, now::get);
  }
}
