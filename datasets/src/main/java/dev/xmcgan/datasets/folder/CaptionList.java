package dev.xmcgan.datasets.folder;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.xmcgan.datasets.CaptionedImage;
import dev.xmcgan.datasets.ContentDigest;
import dev.xmcgan.datasets.PairProblem;
import dev.xmcgan.datasets.PlacedPair;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The pairs a {@code captions.jsonl} lists. */
final class CaptionList {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final Path file;
  private final FolderImages images;

  CaptionList(Path file, FolderImages images) {
    this.file = file;
    this.images = images;
  }

  Stream<TextLines.Line> lines() throws IOException {
    return TextLines.of(file);
  }

  /** A place is a line's number. */
  Stream<PlacedPair> pairs(long from, Consumer<PairProblem> problems) throws IOException {
    return lines()
        .dropWhile(line -> line.number() <= from)
        .flatMap(
            line -> pair(line, problems).map(pair -> new PlacedPair(line.number(), pair)).stream());
  }

  /** The list's content. */
  String version() throws IOException {
    ContentDigest digest = new ContentDigest();
    try (InputStream in = digest.reading(Files.newInputStream(file))) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return digest.end();
  }

  private Optional<CaptionedImage> pair(TextLines.Line line, Consumer<PairProblem> problems) {
    try {
      JsonNode entry = entry(line);
      List<String> captions = captions(entry);
      Path image = image(entry);
      if (!Files.isRegularFile(image)) {
        problems.accept(
            new PairProblem.MissingImage(file, line.number(), entry.get("image").asText()));
        return Optional.empty();
      }
      return images.pair(image, captions, problems);
    } catch (MalformedEntryException e) {
      problems.accept(new PairProblem.MalformedLine(file, line.number(), e.getMessage()));
      return Optional.empty();
    }
  }

  private static JsonNode entry(TextLines.Line line) throws MalformedEntryException {
    if (line.isBroken()) {
      throw new MalformedEntryException("is not UTF-8");
    }
    try {
      JsonNode entry = JSON.readTree(line.text());
      if (!entry.isObject()) {
        throw new MalformedEntryException("is not a JSON object");
      }
      return entry;
    } catch (JsonProcessingException e) {
      throw new MalformedEntryException("is not JSON: " + e.getOriginalMessage());
    }
  }

  private static List<String> captions(JsonNode entry) throws MalformedEntryException {
    JsonNode given = entry.has("captions") ? entry.get("captions") : entry.path("caption");
    List<String> captions = new ArrayList<>();
    for (JsonNode caption : given.isTextual() ? List.of(given) : given) {
      if (!caption.isTextual()) {
        throw new MalformedEntryException("has a caption that is no text: " + caption);
      }
      if (!caption.asText().isBlank()) {
        captions.add(caption.asText().strip());
      }
    }
    if (captions.isEmpty()) {
      throw new MalformedEntryException("has no captions");
    }
    return captions;
  }

  private Path image(JsonNode entry) throws MalformedEntryException {
    JsonNode name = entry.path("image");
    if (!name.isTextual() || name.asText().isBlank()) {
      throw new MalformedEntryException("names no image");
    }
    Path directory = file.getParent();
    try {
      Path image = directory.resolve(name.asText()).normalize();
      // a list from elsewhere must not reach for other files of this machine
      if (!image.startsWith(directory)) {
        throw new MalformedEntryException("names an image outside its directory: " + name);
      }
      return image;
    } catch (InvalidPathException e) {
      throw new MalformedEntryException("names an image that is no path: " + name);
    }
  }

  private static final class MalformedEntryException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedEntryException(String message) {
      super(message);
    }
  }
}
