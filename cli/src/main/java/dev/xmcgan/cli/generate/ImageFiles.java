package dev.xmcgan.cli.generate;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.generate.GatewayAnswer.Drawn;
import dev.xmcgan.images.ImageSheet;
import dev.xmcgan.images.PngFile;
import dev.xmcgan.images.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes what was drawn. */
final class ImageFiles {
  private static final int COLUMNS = 5;
  private static final String ENDING = ".png";

  private ImageFiles() {}

  /** All images side by side in one file; a single image stays byte for byte as it came. */
  static Map<Path, Drawn> sheet(Path out, String caption, GatewayAnswer drawn) throws IOException {
    Drawn first = drawn.images().get(0);
    if (drawn.images().size() == 1) {
      Files.write(out, first.file());
      return Map.of(out, first);
    }
    List<RgbImage> images = new ArrayList<>();
    for (Drawn image : drawn.images()) {
      images.add(decoded(image));
    }
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("caption", caption);
    texts.put("seed", Long.toString(drawn.seed()));
    texts.put("index", joined(drawn, image -> Integer.toString(image.index())));
    texts.put("checkpoint", joined(drawn, Drawn::checkpoint));
    texts.put("Software", PngFile.SOFTWARE);
    Files.write(out, PngFile.encode(ImageSheet.of(images, COLUMNS), texts));
    return Map.of(out, first);
  }

  /** Each image in a file of its own, as it came. */
  static Map<Path, Drawn> separate(Path out, GatewayAnswer drawn) throws IOException {
    String name = out.getFileName().toString();
    String stem = name.endsWith(ENDING) ? name.substring(0, name.length() - ENDING.length()) : name;
    Map<Path, Drawn> files = new LinkedHashMap<>();
    for (int index = 0; index < drawn.images().size(); index++) {
      Path file = out.resolveSibling(stem + "-" + index + ENDING);
      Files.write(file, drawn.images().get(index).file());
      files.put(file, drawn.images().get(index));
    }
    return files;
  }

  private static RgbImage decoded(Drawn image) {
    try {
      return PngFile.decode(image.file());
    } catch (IOException broken) {
      throw CommandException.failed("the gateway sent an image that is no PNG");
    }
  }

  /** Distinct values in order, one a line: usually one checkpoint draws all. */
  private static String joined(
      GatewayAnswer drawn, java.util.function.Function<Drawn, String> value) {
    return drawn.images().stream().map(value).distinct().collect(Collectors.joining("\n"));
  }
}
