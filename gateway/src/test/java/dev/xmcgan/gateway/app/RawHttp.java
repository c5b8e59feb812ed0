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
import java.util.Optional;

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

    /** A header's value; its name in lower case. */
    Optional<String> header(String name) {
      return head.lines()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
          .map(line -> line.substring(name.length() + 1).strip())
          .findFirst();
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

  /** The next answer; its body as far as its length is announced, or in chunks. */
  Answer read() throws IOException {
    InputStream in = socket.getInputStream();
    String head = readThrough(in, "\r\n\r\n");
    Answer answer = new Answer(Integer.parseInt(head.split(" ")[1]), head, "");
    byte[] body =
        answer.has("transfer-encoding", "chunked")
            ? readChunks(in)
            : in.readNBytes(answer.header("content-length").map(Integer::parseInt).orElse(0));
    return new Answer(answer.status(), head, new String(body, StandardCharsets.UTF_8));
  }

  private static byte[] readChunks(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    int length;
    do {
      length = Integer.parseInt(readThrough(in, "\r\n").strip(), 16);
      body.write(in.readNBytes(length));
      readThrough(in, "\r\n");
    } while (length > 0);
    return body.toByteArray();
  }

  private static String readThrough(InputStream in, String end) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    while (!text.toString(StandardCharsets.ISO_8859_1).endsWith(end)) {
      int read = in.read();
      if (read < 0) {
        throw new IOException("closed after '" + text + "'");
      }
      text.write(read);
    }
    return text.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
