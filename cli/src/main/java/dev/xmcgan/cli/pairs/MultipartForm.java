package dev.xmcgan.cli.pairs;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** A body of {@code multipart/form-data} (RFC 7578), which Java's HTTP client does not make. */
final class MultipartForm {
  private final String boundary = "xmcgan-" + UUID.randomUUID();
  private final ByteArrayOutputStream parts = new ByteArrayOutputStream();

  String contentType() {
    return "multipart/form-data; boundary=" + boundary;
  }

  void text(String name, String value) {
    begin("name=\"%s\"".formatted(name), "text/plain; charset=UTF-8");
    write(value + "\r\n");
  }

  /**
   * @param fileName told for the log; what it cannot hold becomes an underscore
   */
  void file(String name, String fileName, byte[] bytes) {
    String safe = fileName.replaceAll("[^A-Za-z0-9._-]", "_");
    begin("name=\"%s\"; filename=\"%s\"".formatted(name, safe), "application/octet-stream");
    parts.writeBytes(bytes);
    write("\r\n");
  }

  /** All of it. */
  byte[] bytes() {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(parts.toByteArray());
    body.writeBytes("--%s--\r\n".formatted(boundary).getBytes(StandardCharsets.US_ASCII));
    return body.toByteArray();
  }

  private void begin(String disposition, String type) {
    write(
        "--%s\r\nContent-Disposition: form-data; %s\r\nContent-Type: %s\r\n\r\n"
            .formatted(boundary, disposition, type));
  }

  private void write(String text) {
    parts.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }
}
