package dev.xmcgan.lab.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Open event streams of a gateway, read by one thread as bytes come. */
public final class EventListeners implements AutoCloseable {
  private static final int BUFFER = 1 << 16;

  private final InetSocketAddress gateway;
  private final Selector selector = Selector.open();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
  private final List<SocketChannel> channels = new ArrayList<>();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong ended = new AtomicLong();

  public EventListeners(URI gateway) throws IOException {
    this.gateway = new InetSocketAddress(gateway.getHost(), gateway.getPort());
    Thread reader = new Thread(this::read, "event-listeners");
    reader.setDaemon(true);
    reader.start();
  }

  /** Opens so many more. */
  public void open(int streams) throws IOException {
    byte[] ask =
        "GET /v1/events HTTP/1.1\r\nHost: %s:%d\r\nAccept: text/event-stream\r\n\r\n"
            .formatted(gateway.getHostString(), gateway.getPort())
            .getBytes(StandardCharsets.US_ASCII);
    for (int stream = 0; stream < streams; stream++) {
      SocketChannel channel = SocketChannel.open(gateway);
      channels.add(channel);
      ByteBuffer request = ByteBuffer.wrap(ask);
      while (request.hasRemaining()) {
        channel.write(request);
      }
      channel.configureBlocking(false);
      selector.wakeup();
      channel.register(selector, SelectionKey.OP_READ);
    }
  }

  /** What came so far, on all of them together. */
  public long bytes() {
    return bytes.get();
  }

  /** How many the gateway has ended. */
  public long ended() {
    return ended.get();
  }

  private void read() {
    try {
      while (selector.isOpen()) {
        selector.select(this::read, 100);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ClosedSelectorException closed) {
      return;
    }
  }

  private void read(SelectionKey key) {
    int read;
    try {
      read = ((SocketChannel) key.channel()).read(buffer.clear());
    } catch (IOException reset) {
      read = -1;
    }
    if (read < 0) {
      key.cancel();
      ended.incrementAndGet();
    } else {
      bytes.addAndGet(read);
    }
  }

  @Override
  public void close() throws IOException {
    selector.close();
    for (SocketChannel channel : channels) {
      channel.close();
    }
  }
}
