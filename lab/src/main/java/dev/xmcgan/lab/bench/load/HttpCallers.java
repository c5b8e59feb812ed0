package dev.xmcgan.lab.bench.load;

import dev.xmcgan.cli.CommandException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Ask the images API, each over a connection of its own, which is kept. All of them are one thread,
 * the one that lets them run: Java's own client took a sixth of the processor time of a call.
 */
public final class HttpCallers implements Callers, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String REQUEST =
      "POST /v1/images/generations HTTP/1.1\r\nHost: %s:%d\r\nContent-Type: application/json\r\n"
          + "Content-Length: %d\r\n\r\n%s";

  private final InetSocketAddress gateway;
  private final Selector selector = Selector.open();
  private final List<HttpConnection> connections = new ArrayList<>();
  private long captions;

  public HttpCallers(URI gateway) throws IOException {
    this.gateway = new InetSocketAddress(gateway.getHost(), gateway.getPort());
  }

  @Override
  public Latencies run(int callers, Duration length) throws IOException {
    while (connections.size() < callers) {
      connections.add(new HttpConnection(gateway, selector));
    }
    ClosedTurn turn = new ClosedTurn(System.nanoTime(), length);
    for (HttpConnection caller : connections.subList(0, callers)) {
      caller.ask(request());
    }
    int open = callers;
    while (open > 0) {
      if (selector.select(PATIENCE.toMillis()) == 0) {
        throw CommandException.failed("the gateway has not answered for " + PATIENCE);
      }
      for (SelectionKey key : selector.selectedKeys()) {
        HttpConnection caller = (HttpConnection) key.attachment();
        if (caller.read()) {
          if (turn.answered(caller.asked(), System.nanoTime())) {
            caller.ask(request());
          } else {
            open--;
          }
        }
      }
      selector.selectedKeys().clear();
    }
    return turn.seen();
  }

  private byte[] request() {
    String body = "{\"prompt\": \"%s\"}".formatted(BenchCaptions.of("web", captions++));
    return REQUEST
        .formatted(gateway.getHostString(), gateway.getPort(), body.length(), body)
        .getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() throws IOException {
    for (HttpConnection connection : connections) {
      connection.close();
    }
    selector.close();
  }
}
