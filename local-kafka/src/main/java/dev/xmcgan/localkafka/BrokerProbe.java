package dev.xmcgan.localkafka;

import dev.xmcgan.localkafka.processes.ReadinessProbe;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * Asks a broker for the versions it speaks (ApiVersions, version 0). A broker opens its port early
 * but answers only once it has joined its cluster.
 */
public final class BrokerProbe implements ReadinessProbe {

  private static final int TIMEOUT_MILLIS = 1_000;
  private static final short API_VERSIONS = 18;
  private static final int CORRELATION_ID = 1;
  private static final int REQUEST_BYTES = 2 + 2 + 4 + 2;

  private final int port;

  public BrokerProbe(int port) {
    this.port = port;
  }

  @Override
  public boolean isReady() throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.writeInt(REQUEST_BYTES);
      out.writeShort(API_VERSIONS);
      out.writeShort(0);
      out.writeInt(CORRELATION_ID);
      out.writeShort(-1); // no client id
      out.flush();
      DataInputStream in = new DataInputStream(socket.getInputStream());
      in.readInt();
      int correlationId = in.readInt();
      short error = in.readShort();
      return correlationId == CORRELATION_ID && error == 0;
    }
  }
}
