package dev.xmcgan.lab.training;

import ai.djl.Device;
import dev.xmcgan.images.ImageSheet;
import dev.xmcgan.images.PngFile;
import dev.xmcgan.images.RgbImage;
import dev.xmcgan.model.generation.GeneratedImage;
import dev.xmcgan.model.generation.ImageGenerator;
import dev.xmcgan.model.generation.ImageRequest;
import dev.xmcgan.model.text.TextEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** What a checkpoint draws for captions that never change, to see it learn. */
final class SampleSheet {
  private static final int COLUMNS = 6;
  private static final int ROWS_OF_NOISE = 2;

  /** One column each, drawn from two seeds below each other. */
  private static final List<String> CAPTIONS =
      List.of(
          "a large red circle above a small blue square on green grass",
          "a small yellow star left of a large purple heart at night",
          "a large pink diamond on snow",
          "a small orange ring right of a large lime triangle on sand",
          "a large brown cross below a small red heart in the blue sky",
          "a small blue circle on water",
          "a large lime star above a large orange circle on snow",
          "a small purple square right of a small yellow cross on green grass",
          "a large blue ring on sand",
          "a large yellow triangle left of a small pink circle on water",
          "a small red star below a large brown square at night",
          "a large orange heart in the blue sky");

  private final TextEncoder encoder;
  private final Device device;

  SampleSheet(TextEncoder encoder, Device device) {
    this.encoder = encoder;
    this.device = device;
  }

  /** Draws with the weights of a checkpoint directory, as serving would. */
  void write(Path checkpoint, Path file) throws IOException {
    List<ImageRequest> requests = new ArrayList<>();
    for (int from = 0; from < CAPTIONS.size(); from += COLUMNS) {
      for (int seed = 0; seed < ROWS_OF_NOISE; seed++) {
        for (String caption : CAPTIONS.subList(from, from + COLUMNS)) {
          requests.add(new ImageRequest(caption, seed, OptionalDouble.empty()));
        }
      }
    }
    try (ImageGenerator generator = ImageGenerator.load(checkpoint, encoder, device)) {
      List<RgbImage> images =
          generator.generate(requests).stream().map(GeneratedImage::image).toList();
      Map<String, String> texts = Map.of("captions", String.join("\n", CAPTIONS));
      Files.write(file, PngFile.encode(ImageSheet.of(images, COLUMNS), texts));
    }
  }
}
