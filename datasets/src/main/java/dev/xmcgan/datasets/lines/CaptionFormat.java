package dev.xmcgan.datasets.lines;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** How a line names an image and says what is on it. */
public enum CaptionFormat {
  /**
   * A JSON object: the image as {@code file_name} or {@code image}, captions as {@code captions},
   * {@code caption} or {@code text}, each a text or a list of texts. {@code metadata.jsonl} of
   * Hugging Face's image folders is such a file.
   */
  JSON {
    @Override
    CaptionLine parse(String line) throws MalformedLineException {
      JsonNode entry = object(line);
      JsonNode name = first(entry, "file_name", "image").orElse(entry.path("image"));
      if (!name.isTextual() || name.asText().isBlank()) {
        throw new MalformedLineException("names no image");
      }
      return new CaptionLine(image(name.asText()), captions(entry));
    }
  },

  /** Flickr8k's: {@code image#number}, a tab, the caption. */
  FLICKR8K {
    @Override
    CaptionLine parse(String line) throws MalformedLineException {
      Matcher matcher = TOKEN_LINE.matcher(line);
      if (!matcher.matches()) {
        throw new MalformedLineException("is not of the form image#number, tab, caption");
      }
      return new CaptionLine(image(matcher.group(1).strip()), List.of(matcher.group(2).strip()));
    }
  };

  private static final Pattern TOKEN_LINE = Pattern.compile("([^\\t]+)#[0-9]+\\t(.*)");
  private static final ObjectMapper OBJECTS =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /**
   * What a line says.
   *
   * @param image its file, relative to the list's folder and within it
   * @param captions as they are written; one or more, though they may be blank
   */
  record CaptionLine(String image, List<String> captions) {}

  /** Reads a line that is not blank. */
  abstract CaptionLine parse(String line) throws MalformedLineException;

  /** Whether a line is of this form. */
  public boolean matches(String line) {
    try {
      parse(line);
      return true;
    } catch (MalformedLineException e) {
      return false;
    }
  }

  /** The captions in a JSON object, such as those beside an image in a WebDataset. */
  public static List<String> captionsIn(String json) throws MalformedLineException {
    return captions(object(json));
  }

  private static JsonNode object(String line) throws MalformedLineException {
    try {
      JsonNode entry = OBJECTS.readTree(line);
      if (!entry.isObject()) {
        throw new MalformedLineException("is not a JSON object");
      }
      return entry;
    } catch (JsonProcessingException e) {
      throw new MalformedLineException("is not JSON: " + e.getOriginalMessage());
    }
  }

  private static List<String> captions(JsonNode entry) throws MalformedLineException {
    JsonNode given =
        first(entry, "captions", "caption", "text")
            .orElseThrow(() -> new MalformedLineException("has no captions"));
    List<String> captions = new ArrayList<>();
    for (JsonNode caption : given.isArray() ? given : List.of(given)) {
      if (!caption.isTextual()) {
        throw new MalformedLineException("has a caption that is no text: " + caption);
      }
      captions.add(caption.asText());
    }
    if (captions.isEmpty()) {
      throw new MalformedLineException("has no captions");
    }
    return captions;
  }

  private static Optional<JsonNode> first(JsonNode entry, String... fields) {
    return Stream.of(fields)
        .map(entry::path)
        .filter(n -> !n.isMissingNode() && !n.isNull())
        .findFirst();
  }

  /** A list from elsewhere must not reach for other files of this machine. */
  private static String image(String name) throws MalformedLineException {
    try {
      Path image = Path.of(name).normalize();
      if (image.isAbsolute() || image.startsWith("..")) {
        throw new MalformedLineException("names an image outside its folder: " + name);
      }
      return image.toString();
    } catch (InvalidPathException e) {
      throw new MalformedLineException("names an image that is no path: " + name);
    }
  }
}
