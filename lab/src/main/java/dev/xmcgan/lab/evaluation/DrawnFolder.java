package dev.xmcgan.lab.evaluation;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.images.PngFile;
import dev.xmcgan.images.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Takes them from a folder that {@code generate --captions} filled: {@code 00000.png} … in the
 * captions' order. Where a file tells its caption, it must be the right one.
 */
record DrawnFolder(Path directory) implements ImageSource {

  @Override
  public List<RgbImage> images(int first, List<String> captions) throws IOException {
    List<RgbImage> images = new ArrayList<>();
    for (int i = 0; i < captions.size(); i++) {
      Path file = directory.resolve(String.format(Locale.ROOT, "%05d.png", first + i));
      if (!Files.isRegularFile(file)) {
        throw CommandException.failed("there is no image " + file);
      }
      byte[] bytes = Files.readAllBytes(file);
      RgbImage image = ImageReading.decode(file.toString(), bytes);
      requireCaption(
          file, Optional.ofNullable(PngFile.texts(bytes).get("caption")), captions.get(i));
      images.add(image);
    }
    return images;
  }

  private static void requireCaption(Path file, Optional<String> told, String caption) {
    if (told.filter(text -> !text.equals(caption)).isPresent()) {
      throw CommandException.failed(
          "%s was drawn from \"%s\", not from \"%s\"; were the captions written with this --seed?"
              .formatted(file, told.get(), caption));
    }
  }
}
