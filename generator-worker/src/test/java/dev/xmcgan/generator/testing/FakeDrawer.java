package dev.xmcgan.generator.testing;

import dev.xmcgan.generator.drawing.LoadedGenerator;
import dev.xmcgan.model.generation.AttendedImage;
import dev.xmcgan.model.generation.GeneratedImage;
import dev.xmcgan.model.generation.ImageRequest;
import dev.xmcgan.model.generation.WordMaps;
import dev.xmcgan.model.text.ReadCaption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Draws one flat colour per caption, seed and checkpoint, and can be told to misbehave. */
public final class FakeDrawer implements LoadedGenerator {
  /** A caption that makes a whole batch throw. */
  public static final String THROWS = "makes it throw";

  /** A caption whose image is not finite. */
  public static final String NOT_FINITE = "is not finite";

  /** A caption that makes a whole batch throw an error that is no exception. */
  public static final String BREAKS = "makes it break";

  private static final int SIZE = 16;

  private final String checkpointId;
  private final Consumer<List<ImageRequest>> beforeDrawing;
  private final List<Integer> batchSizes = new CopyOnWriteArrayList<>();
  private volatile boolean closed;

  public FakeDrawer(String checkpointId) {
    this(checkpointId, requests -> {});
  }

  /**
   * @param beforeDrawing runs on the drawing thread before each pass
   */
  public FakeDrawer(String checkpointId, Consumer<List<ImageRequest>> beforeDrawing) {
    this.checkpointId = checkpointId;
    this.beforeDrawing = beforeDrawing;
  }

  @Override
  public String checkpointId() {
    return checkpointId;
  }

  @Override
  public int imageSize() {
    return SIZE;
  }

  @Override
  public void readCaptions(List<ImageRequest> requests) {}

  @Override
  public List<GeneratedImage> draw(List<ImageRequest> requests) {
    if (closed) {
      throw new IllegalStateException(checkpointId + " draws after it was closed");
    }
    beforeDrawing.accept(requests);
    batchSizes.add(requests.size());
    List<GeneratedImage> images = new ArrayList<>();
    for (ImageRequest request : requests) {
      if (request.caption().equals(THROWS)) {
        throw new IllegalStateException("cannot draw this");
      }
      if (request.caption().equals(BREAKS)) {
        throw new LinkageError("broken by this");
      }
      byte[] rgb = new byte[SIZE * SIZE * 3];
      Arrays.fill(
          rgb,
          (byte)
              (31 * (31 * request.caption().hashCode() + Long.hashCode(request.seed()))
                  + checkpointId.hashCode()));
      images.add(new GeneratedImage(SIZE, rgb, !request.caption().equals(NOT_FINITE)));
    }
    return images;
  }

  /** Every word has all of the left of the image. */
  @Override
  public List<AttendedImage> drawAttended(List<ImageRequest> requests) {
    List<AttendedImage> attended = new ArrayList<>();
    List<GeneratedImage> images = draw(requests);
    for (int i = 0; i < images.size(); i++) {
      List<String> words = List.of(requests.get(i).caption().split(" "));
      attended.add(
          new AttendedImage(
              images.get(i),
              new WordMaps(
                  2, words, words.stream().map(word -> new float[] {1, 0, 1, 0}).toList())));
    }
    return attended;
  }

  /** Reads three words. */
  @Override
  public ReadCaption read(String caption) {
    String[] words = caption.split(" ");
    int read = Math.min(3, words.length);
    return new ReadCaption(words.length, read, String.join(" ", List.of(words).subList(0, read)));
  }

  /** Sizes of the batches drawn so far. */
  public List<Integer> batchSizes() {
    return List.copyOf(batchSizes);
  }

  public boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    if (closed) {
      throw new IllegalStateException(checkpointId + " is closed twice");
    }
    closed = true;
  }
}
