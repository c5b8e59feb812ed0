package dev.xmcgan.generator.drawing;

import dev.xmcgan.model.generation.AttendedImage;
import dev.xmcgan.model.generation.GeneratedImage;
import dev.xmcgan.model.generation.ImageRequest;
import dev.xmcgan.model.text.ReadCaption;
import java.util.List;

/**
 * One checkpoint, loaded and ready to draw; several threads may use it beside each other. Whoever
 * holds it owns it, and closes it when nobody draws with it any more.
 */
public interface LoadedGenerator extends AutoCloseable {
  /** The checkpoint that draws. */
  String checkpointId();

  /** Edge of its images in pixels. */
  int imageSize();

  /** Reads captions ahead, on a thread beside the one that draws; an optimisation. */
  void readCaptions(List<ImageRequest> requests);

  /**
   * One image per request, in their order. The same request gives the same image in any company.
   */
  List<GeneratedImage> draw(List<ImageRequest> requests);

  /** The same images, with where the words of their captions acted on them. */
  List<AttendedImage> drawAttended(List<ImageRequest> requests);

  /** How much of a caption it draws. */
  ReadCaption read(String caption);

  /** Frees its memory. */
  @Override
  void close();
}
