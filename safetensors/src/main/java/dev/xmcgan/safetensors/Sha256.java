package dev.xmcgan.safetensors;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A SHA-256 that grows: what weights files, pairs and texts are known by. It is here because this
 * is the one module below everything that names things by their content. Not thread-safe.
 */
public final class Sha256 {
  private final MessageDigest digest;

  public Sha256() {
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Of a file, 64 hex digits. */
  public static String of(Path file) throws IOException {
    Sha256 hash = new Sha256();
    try (InputStream in = hash.reading(Files.newInputStream(file))) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return hash.hex();
  }

  /** The first {@code digits} hex digits of a file's. */
  public static String of(Path file, int digits) throws IOException {
    return of(file).substring(0, digits);
  }

  /** More bytes. */
  public Sha256 add(byte[] bytes) {
    digest.update(bytes);
    return this;
  }

  /** The buffer's remaining bytes, which are read. */
  public Sha256 add(ByteBuffer bytes) {
    digest.update(bytes);
    return this;
  }

  /** One more byte. */
  public Sha256 add(byte value) {
    digest.update(value);
    return this;
  }

  /** A text in UTF-8, without an end of its own. */
  public Sha256 add(String text) {
    return add(text.getBytes(StandardCharsets.UTF_8));
  }

  /** What is read of the stream is added to this. */
  public InputStream reading(InputStream stream) {
    return new DigestInputStream(stream, digest);
  }

  /** The 32 bytes; starts anew. */
  public byte[] bytes() {
    return digest.digest();
  }

  /** 64 hex digits; starts anew. */
  public String hex() {
    return HexFormat.of().formatHex(bytes());
  }
}
