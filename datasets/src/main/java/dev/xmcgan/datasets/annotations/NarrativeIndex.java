package dev.xmcgan.datasets.annotations;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.xmcgan.datasets.CaptionCheck;
import dev.xmcgan.datasets.ContentDigest;
import dev.xmcgan.datasets.PairProblem;
import dev.xmcgan.datasets.lines.ByteLines;
import dev.xmcgan.datasets.lines.LongMultimap;
import dev.xmcgan.datasets.lines.MalformedLineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Which lines of Localized Narratives are of which image. The files promise no order, so one pass
 * notes where each line begins; captions and mouse traces stay on disk.
 *
 * @param lines image to its lines, each as {@link #place} packs it
 * @param hash of all files
 */
record NarrativeIndex(LongMultimap lines, String hash) {
  private static final int OFFSET_BITS = 48;
  private static final int LONGEST_LINE = 16 << 20;
  private static final JsonFactory JSON = new JsonFactory();

  /** Reads every file once. */
  static NarrativeIndex read(List<Path> files, ImageNaming naming, Consumer<PairProblem> problems)
      throws IOException {
    ContentDigest digest = new ContentDigest();
    LongMultimap.Builder lines = new LongMultimap.Builder();
    for (int number = 0; number < files.size(); number++) {
      Path file = files.get(number);
      try (ByteLines reading =
          new ByteLines(digest.reading(Files.newInputStream(file)), LONGEST_LINE)) {
        while (reading.advance()) {
          if (!isBlank(reading)) {
            try {
              lines.put(image(reading, naming), place(number, reading.offset()));
            } catch (MalformedLineException e) {
              problems.accept(
                  new PairProblem.MalformedLine(file, reading.number(), e.getMessage()));
            }
          }
        }
      }
    }
    return new NarrativeIndex(lines.build(), digest.end());
  }

  /** The file a place is in, by its number. */
  static int file(long place) {
    return (int) (place >>> OFFSET_BITS);
  }

  /** The byte of its file. */
  static long offset(long place) {
    return place & ((1L << OFFSET_BITS) - 1);
  }

  private static long place(int file, long offset) {
    return ((long) file << OFFSET_BITS) | offset;
  }

  private static boolean isBlank(ByteLines line) {
    for (int i = 0; i < Math.min(line.length(), LONGEST_LINE); i++) {
      if (!Character.isWhitespace(line.bytes()[i])) {
        return false;
      }
    }
    return true;
  }

  /** Reads the line to its end, so that a broken one is known before anything is sent. */
  private static long image(ByteLines line, ImageNaming naming)
      throws IOException, MalformedLineException {
    if (line.length() > LONGEST_LINE) {
      throw new MalformedLineException("has more than %d bytes".formatted(LONGEST_LINE));
    }
    OptionalLong image = OptionalLong.empty();
    boolean captioned = false;
    List<String> refused = new ArrayList<>();
    try (JsonParser parser = JSON.createParser(line.bytes(), 0, line.length())) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new MalformedLineException("is not a JSON object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (name.equals("image_id")) {
          image = naming.key(parser.getText());
        } else if (name.equals("caption")) {
          captioned = value == JsonToken.VALUE_STRING && !parser.getText().isBlank();
          if (captioned) {
            CaptionCheck.accept(parser.getText(), why -> refused.add(why.message()));
          }
        }
        parser.skipChildren();
      }
      if (parser.nextToken() != null) {
        throw new MalformedLineException("has something behind its end");
      }
    } catch (JsonProcessingException e) {
      throw new MalformedLineException("is not JSON: " + e.getOriginalMessage());
    }
    if (image.isEmpty()) {
      throw new MalformedLineException("has no image_id of this data set");
    }
    if (!captioned) {
      throw new MalformedLineException("has no caption");
    }
    if (!refused.isEmpty()) {
      throw new MalformedLineException(refused.get(0));
    }
    return image.getAsLong();
  }
}
