package dev.xmcgan.images;

import java.io.IOException;
import javax.imageio.IIOException;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * A file in memory that refuses decoders that go on reading long after its end. The WebP decoder
 * takes an end for an endless run of zeros, one exception a byte: 84 bad bytes kept it busy for
 * minutes.
 */
final class BoundedImageStream extends ImageInputStreamImpl {
  /** Reads past the end that a decoder's look-ahead may make on a whole file. */
  private static final int MOST_READS_PAST_END = 1000;

  private final byte[] file;
  private int readsPastEnd;

  BoundedImageStream(byte[] file) {
    this.file = file;
  }

  @Override
  public long length() {
    return file.length;
  }

  @Override
  public int read() throws IOException {
    checkClosed();
    bitOffset = 0;
    return streamPos < file.length ? file[(int) streamPos++] & 0xff : end();
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    checkClosed();
    bitOffset = 0;
    if (length == 0) {
      return 0;
    }
    if (streamPos >= file.length) {
      return end();
    }
    int count = (int) Math.min(length, file.length - streamPos);
    System.arraycopy(file, (int) streamPos, buffer, offset, count);
    streamPos += count;
    return count;
  }

  private int end() throws IIOException {
    if (++readsPastEnd > MOST_READS_PAST_END) {
      throw new IIOException("it ends too early");
    }
    return -1;
  }
}
