package dev.xmcgan.lab.bench.load;

import dev.xmcgan.cli.CommandException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One caller's connection, which is kept: one request after the other. */
final class HttpConnection implements AutoCloseable {
  private static final int BUFFER = 1 << 16;
  private static final String HEAD_END = "\r\n\r\n";
  private static final String LAST_CHUNK = "\r\n0\r\n\r\n";
  private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: *([0-9]+)");
  private static final String OK = "http/1.1 200 ";

  private final SocketChannel channel;
  private ByteBuffer answer = ByteBuffer.allocate(BUFFER);
  private String head = "";
  private int headLength;
  private long asked;

  /** Connects, and tells the selector when there is something to read. */
  HttpConnection(InetSocketAddress server, Selector selector) throws IOException {
    channel = SocketChannel.open(server);
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ, this);
  }

  /** Sends a request that is smaller than what a socket takes at once. */
  void ask(byte[] request) throws IOException {
    answer.clear();
    headLength = 0;
    asked = System.nanoTime();
    ByteBuffer bytes = ByteBuffer.wrap(request);
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** When that was. */
  long asked() {
    return asked;
  }

  /**
   * Reads what is there.
   *
   * @return whether it is the whole answer now
   * @throws CommandException when it says that there is no image
   */
  boolean read() throws IOException {
    if (!answer.hasRemaining()) {
      answer = ByteBuffer.allocate(2 * answer.capacity()).put(answer.flip());
    }
    if (channel.read(answer) < 0) {
      throw CommandException.failed("the gateway closed a connection");
    }
    return hasHead() && hasBody();
  }

  private boolean hasHead() {
    if (headLength == 0) {
      String text = text(0);
      int end = text.indexOf(HEAD_END);
      headLength = end < 0 ? 0 : end + HEAD_END.length();
      head = text.substring(0, headLength).toLowerCase(Locale.ROOT);
    }
    return headLength > 0;
  }

  private boolean hasBody() {
    Matcher length = LENGTH.matcher(head);
    boolean isWhole =
        length.find()
            ? answer.position() >= headLength + Integer.parseInt(length.group(1))
            : text(answer.position() - LAST_CHUNK.length()).equals(LAST_CHUNK);
    if (isWhole && !head.startsWith(OK)) {
      throw CommandException.failed("the gateway answered " + text(0));
    }
    return isWhole;
  }

  private String text(int from) {
    return new String(answer.array(), from, answer.position() - from, StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
