package dev.xmcgan.gateway.app;

import io.restassured.RestAssured;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** HTTP as no well-behaved client speaks it. */
final class RawHttp implements AutoCloseable {
  /** The beginning of a form with an image; its boundary is {@code xyz}. */
  static final byte[] FILE_PART =
      "--xyz\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.png\"\r\n\r\n"
          .getBytes(StandardCharsets.ISO_8859_1);

  private final Socket socket;

  RawHttp() throws IOException {
    socket = new Socket();
    socket.setReceiveBufferSize(8_192);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), RestAssured.port));
    socket.setSoTimeout(30_000);
  }

  /** An answer, and whether the connection was closed behind it. */
  record Answer(int status, String head, String body) {
    boolean has(String header, String value) {
      return head.toLowerCase(Locale.ROOT)
          .contains((header + ": " + value).toLowerCase(Locale.ROOT));
    }
  }

  /** Sends one request; {@code \n} ends its lines. */
  static Answer send(String request) throws IOException {
    try (RawHttp http = new RawHttp()) {
      http.write(request.replace("\n", "\r\n"));
      return http.read();
    }
  }

  void write(String text) throws IOException {
    write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  /** One chunk of a chunked body; an empty one ends it. */
  void writeChunk(byte[] bytes) throws IOException {
    write(Integer.toHexString(bytes.length) + "\r\n");
    write(bytes);
    write("\r\n");
  }

  /** The next answer; its body as far as its length is announced. */
  Answer read() throws IOException {
    InputStream in = socket.getInputStream();
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int read = in.read();
      if (read < 0) {
        throw new IOException("closed after '" + head + "'");
      }
      head.write(read);
    }
    String text = head.toString(StandardCharsets.ISO_8859_1);
    int length =
        text.toLowerCase(Locale.ROOT)
            .lines()
            .filter(line -> line.startsWith("content-length:"))
            .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
            .findFirst()
            .orElse(0);
    return new Answer(
        Integer.parseInt(text.split(" ")[1]),
        text,
        new String(in.readNBytes(length), StandardCharsets.UTF_8));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
