package dev.xmcgan.trainer.replay;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Images of one size in numbered slots of a memory-mapped file, so that a window of any length
 * costs no heap and the system decides what of it stays in memory. The file is a cache: it starts
 * empty, grows as slots are used, and goes with its owner. Not thread-safe.
 */
public final class ImageCache implements AutoCloseable {
  private static final String ENDING = ".images";
  private static final int SEGMENT_BYTES = 32 << 20;

  private final FileChannel channel;
  private final int imageBytes;
  private final int slotsPerSegment;
  private final List<MappedByteBuffer> segments = new ArrayList<>();

  private ImageCache(FileChannel channel, int imageBytes) {
    this.channel = channel;
    this.imageBytes = imageBytes;
    this.slotsPerSegment = Math.max(1, SEGMENT_BYTES / imageBytes);
  }

  /**
   * An empty cache.
   *
   * @param directory made when it is missing; what a killed process left in it is removed
   * @param imageBytes of every image
   */
  public static ImageCache in(Path directory, int imageBytes) throws IOException {
    if (imageBytes < 1) {
      throw new IllegalArgumentException("an image has at least 1 byte, not " + imageBytes);
    }
    return new ImageCache(ScratchFiles.open(directory, ENDING), imageBytes);
  }

  /**
   * Puts an image into a slot, over what was there.
   *
   * @throws IOException when the disk has no room for the slot
   */
  public void put(int slot, byte[] image) throws IOException {
    if (image.length != imageBytes) {
      throw new IllegalArgumentException(
          "an image of this cache has %d bytes, not %d".formatted(imageBytes, image.length));
    }
    while (segments.size() <= slot / slotsPerSegment) {
      segments.add(newSegment());
    }
    segments.get(slot / slotsPerSegment).put(place(slot), image);
  }

  /** A copy of the image in a slot that was filled. */
  public byte[] get(int slot) {
    byte[] image = new byte[imageBytes];
    segments.get(slot / slotsPerSegment).get(place(slot), image);
    return image;
  }

  /** Overwrites the image in a slot that was filled. */
  public void clear(int slot) {
    segments.get(slot / slotsPerSegment).put(place(slot), new byte[imageBytes]);
  }

  /** Removes the file. */
  @Override
  public void close() throws IOException {
    channel.close();
  }

  private int place(int slot) {
    return slot % slotsPerSegment * imageBytes;
  }

  private MappedByteBuffer newSegment() throws IOException {
    long size = (long) slotsPerSegment * imageBytes;
    long start = segments.size() * size;
    try {
      reserve(start, size);
      return channel.map(MapMode.READ_WRITE, start, size);
    } catch (IOException e) {
      throw new IOException(
          "no room on the disk for %d more bytes of the replay window: %s"
              .formatted(size, e.getMessage()),
          e);
    }
  }

  /** Writes zeros: a full disk is told here, where a write into a mapped hole ends the process. */
  private void reserve(long start, long size) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocate((int) Math.min(size, 1 << 20));
    for (long at = start; at < start + size; ) {
      zeros.clear().limit((int) Math.min(zeros.capacity(), start + size - at));
      at += channel.write(zeros, at);
    }
  }
}
