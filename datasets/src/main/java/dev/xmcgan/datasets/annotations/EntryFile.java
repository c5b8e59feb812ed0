package dev.xmcgan.datasets.annotations;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;

/** Reads single JSON objects out of a large file, wherever they begin. Thread-safe. */
final class EntryFile implements Closeable {
  private static final JsonFactory JSON = new JsonFactory();

  private final FileChannel channel;

  EntryFile(Path file) throws IOException {
    this.channel = FileChannel.open(file);
  }

  /**
   * The text of a field of the object that begins at that byte, without space around it.
   *
   * @return nothing when the object has no such field or no text in it
   * @throws com.fasterxml.jackson.core.JsonProcessingException when bytes on the way there are no
   *     JSON or no UTF-8
   */
  Optional<String> text(long offset, String field) throws IOException {
    try (JsonParser parser = JSON.createParser(new Part(offset))) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = parser.currentName().equals(field);
        JsonToken value = parser.nextToken();
        if (wanted) {
          return value == JsonToken.VALUE_STRING
              ? Optional.of(parser.getText().strip()).filter(text -> !text.isEmpty())
              : Optional.empty();
        }
        parser.skipChildren();
      }
      return Optional.empty();
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** The file from a byte on. */
  private final class Part extends InputStream {
    private long position;

    Part(long position) {
      this.position = position;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      int read = channel.read(ByteBuffer.wrap(bytes, from, length), position);
      position += Math.max(0, read);
      return read;
    }
  }
}
