package dev.xmcgan.gateway.app;

import dev.xmcgan.transport.KafkaSettings;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;

/**
 * A broker that cannot be reached until {@link #open}: the gateway is given an address where nobody
 * listens, behind which the real broker then appears.
 */
public final class LateKafka implements QuarkusTestResourceLifecycleManager {
  private static final String PREFIX = "late-";

  private KafkaSettings kafka;
  private int port;
  private ServerSocket door;
  private FakeWorker worker;

  @Override
  public Map<String, String> start() {
    kafka = SharedKafka.provision(PREFIX);
    worker = new FakeWorker(kafka);
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return Map.of(
        "xmcgan.kafka.bootstrap-servers",
        "127.0.0.1:" + port,
        "xmcgan.registry.url",
        kafka.registryUrl(),
        "xmcgan.topic-prefix",
        PREFIX);
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(this, new TestInjector.MatchesType(LateKafka.class));
  }

  /** How to reach the broker past the door. */
  KafkaSettings settings() {
    return kafka;
  }

  /** Lets the gateway in. */
  void open() throws IOException {
    door = new ServerSocket();
    door.setReuseAddress(true);
    door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    background(this::letIn);
  }

  private void letIn() throws IOException {
    String[] broker = kafka.bootstrapServers().split(":");
    while (!door.isClosed()) {
      Socket outside = door.accept();
      Socket inside = new Socket(broker[0], Integer.parseInt(broker[1]));
      background(() -> copy(outside, inside));
      background(() -> copy(inside, outside));
    }
  }

  private static void copy(Socket from, Socket to) throws IOException {
    try (from;
        to;
        InputStream input = from.getInputStream();
        OutputStream output = to.getOutputStream()) {
      input.transferTo(output);
    }
  }

  private interface Piece {
    void run() throws IOException;
  }

  private static void background(Piece piece) {
    Thread thread =
        new Thread(
            () -> {
              try {
                piece.run();
              } catch (IOException closed) {
                // one side hung up
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void stop() {
    try {
      if (door != null) {
        door.close();
      }
      worker.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
