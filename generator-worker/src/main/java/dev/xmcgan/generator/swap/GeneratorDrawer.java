package dev.xmcgan.generator.swap;

import dev.xmcgan.generator.drawing.LoadedGenerator;
import dev.xmcgan.model.generation.AttendedImage;
import dev.xmcgan.model.generation.GeneratedImage;
import dev.xmcgan.model.generation.ImageGenerator;
import dev.xmcgan.model.generation.ImageRequest;
import dev.xmcgan.model.text.ReadCaption;
import java.util.List;

/** A checkpoint that the model library loaded. */
record GeneratorDrawer(String checkpointId, ImageGenerator generator) implements LoadedGenerator {
  @Override
  public int imageSize() {
    return generator.config().imageSize();
  }

  @Override
  public void readCaptions(List<ImageRequest> requests) {
    generator.readCaptions(requests);
  }

  @Override
  public List<GeneratedImage> draw(List<ImageRequest> requests) {
    return generator.generate(requests);
  }

  @Override
  public List<AttendedImage> drawAttended(List<ImageRequest> requests) {
    return generator.generateAttended(requests);
  }

  @Override
  public ReadCaption read(String caption) {
    return generator.read(caption);
  }

  @Override
  public void close() {
    generator.close();
  }
}
