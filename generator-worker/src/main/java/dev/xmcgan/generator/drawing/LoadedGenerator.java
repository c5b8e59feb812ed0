package dev.xmcgan.generator.drawing;

import dev.xmcgan.model.generation.GeneratedImage;
import dev.xmcgan.model.generation.ImageRequest;
import java.util.List;

/**
 * One checkpoint, loaded and ready to draw. Used by one thread at a time; whoever holds it owns it.
 */
public interface LoadedGenerator extends AutoCloseable {
  /** The checkpoint that draws. */
  String checkpointId();

  /**
   * One image per request, in their order. The same request gives the same image in any company.
   */
  List<GeneratedImage> draw(List<ImageRequest> requests);

  /** Frees its memory. */
  @Override
  void close();
}
