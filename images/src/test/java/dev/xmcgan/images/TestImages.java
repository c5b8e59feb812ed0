package dev.xmcgan.images;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Image files for tests: drawn, read from resources, or built byte by byte. */
public final class TestImages {
  private TestImages() {}

  /** A committed file: every one is 96 x 64, left half (200,30,40), right half (20,60,220). */
  static byte[] resource(String name) {
    try (InputStream in = TestImages.class.getResourceAsStream("/images/" + name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Noise from a seed: never equal for two seeds. */
  public static RgbImage noise(int width, int height, long seed) {
    byte[] rgb = new byte[width * height * 3];
    new Random(seed).nextBytes(rgb);
    return new RgbImage(width, height, rgb);
  }

  /** A PNG of noise. */
  public static byte[] noisePng(int size, long seed) {
    return PngFile.encode(noise(size, size, seed));
  }

  /** One colour everywhere. */
  static RgbImage plain(int width, int height, int red, int green, int blue) {
    byte[] rgb = new byte[width * height * 3];
    for (int at = 0; at < rgb.length; at += 3) {
      rgb[at] = (byte) red;
      rgb[at + 1] = (byte) green;
      rgb[at + 2] = (byte) blue;
    }
    return new RgbImage(width, height, rgb);
  }

  /** A few dozen bytes that claim {@code width x height} pixels. */
  public static byte[] bombPng(int width, int height) {
    var header = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(header)) {
      out.writeInt(width);
      out.writeInt(height);
      out.write(new byte[] {8, 2, 0, 0, 0}); // 8 bit, RGB
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return png(chunk("IHDR", header.toByteArray()), chunk("IDAT", deflate(new byte[1000])));
  }

  /** The same PNG with a chunk of compressed text that inflates to {@code inflatedBytes}. */
  static byte[] withCompressedText(byte[] png, int inflatedBytes) {
    byte[] text = deflate(new byte[inflatedBytes]);
    var content = new ByteArrayOutputStream();
    content.writeBytes(new byte[] {'k', 0, 0});
    content.writeBytes(text);
    int headerEnd = 8 + 12 + 13;
    var out = new ByteArrayOutputStream();
    out.write(png, 0, headerEnd);
    out.writeBytes(chunk("zTXt", content.toByteArray()));
    out.write(png, headerEnd, png.length - headerEnd);
    return out.toByteArray();
  }

  static byte[] png(byte[]... chunks) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    for (byte[] chunk : chunks) {
      out.writeBytes(chunk);
    }
    out.writeBytes(chunk("IEND", new byte[0]));
    return out.toByteArray();
  }

  static byte[] chunk(String type, byte[] content) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeInt(content.length);
      out.writeBytes(type);
      out.write(content);
      CRC32 checksum = new CRC32();
      checksum.update(bytes.toByteArray(), 4, content.length + 4);
      out.writeInt((int) checksum.getValue());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static byte[] deflate(byte[] raw) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
    deflater.setInput(raw);
    deflater.finish();
    byte[] buffer = new byte[raw.length + 100];
    int length = deflater.deflate(buffer);
    deflater.end();
    return java.util.Arrays.copyOf(buffer, length);
  }
}
