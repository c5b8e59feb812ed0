package dev.xmcgan.datasets.annotations;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.xmcgan.datasets.ContentDigest;
import dev.xmcgan.datasets.PairProblem;
import dev.xmcgan.datasets.lines.LongMultimap;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Where a COCO captions file has its images and captions: captions come after all images and in any
 * order, so one pass notes where each entry begins, and the texts stay on disk.
 *
 * @param images image id to the bytes at which its entries begin
 * @param captions image id to the bytes at which its annotations begin
 * @param hash of the file
 */
record CocoIndex(LongMultimap images, LongMultimap captions, String hash) {
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  /**
   * Reads the file once.
   *
   * @throws IOException when the file as a whole is no JSON object, such as one that was cut off
   */
  static CocoIndex read(Path file, Consumer<PairProblem> problems) throws IOException {
    ContentDigest digest = new ContentDigest();
    int mark = byteOrderMark(file);
    Pass pass = new Pass(file, mark, problems);
    // one char for each byte: a char's offset is a byte's, and bytes that are no UTF-8 spoil their
    // own entry only, when that is read
    try (InputStream in = digest.reading(new BufferedInputStream(Files.newInputStream(file)));
        JsonParser parser =
            new JsonFactory()
                .createParser(new InputStreamReader(past(in, mark), StandardCharsets.ISO_8859_1))) {
      pass.read(parser);
      in.transferTo(OutputStream.nullOutputStream());
    } catch (JsonProcessingException e) {
      throw new IOException(
          "%s is no COCO captions file: %s at byte %d"
              .formatted(file, e.getOriginalMessage(), e.getLocation().getCharOffset()),
          e);
    }
    return new CocoIndex(pass.images.build(), pass.captions(), digest.end());
  }

  /** Bytes of the byte order mark that the file begins with. */
  private static int byteOrderMark(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(BYTE_ORDER_MARK.length), BYTE_ORDER_MARK)
          ? BYTE_ORDER_MARK.length
          : 0;
    }
  }

  private static InputStream past(InputStream in, int bytes) throws IOException {
    in.skipNBytes(bytes);
    return in;
  }

  /** One reading. */
  private static final class Pass {
    private final Path file;
    private final int start; // the byte that the parser takes for the first
    private final Consumer<PairProblem> problems;
    private final LongMultimap.Builder images = new LongMultimap.Builder();
    private final LongMultimap.Builder imageOfPlace = new LongMultimap.Builder();
    private final LongMultimap.Builder placeOfAnnotation = new LongMultimap.Builder();

    Pass(Path file, int start, Consumer<PairProblem> problems) {
      this.file = file;
      this.start = start;
      this.problems = problems;
    }

    void read(JsonParser parser) throws IOException {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException(file + " is no COCO captions file: it is no JSON object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        boolean list = parser.nextToken() == JsonToken.START_ARRAY;
        if (list && name.equals("images")) {
          readEntries(parser, name, "id", (place, id, none) -> images.put(id, place));
        } else if (list && name.equals("annotations")) {
          readEntries(
              parser,
              name,
              "image_id",
              (place, image, id) -> {
                imageOfPlace.put(place, image);
                placeOfAnnotation.put(id, place);
              });
        } else {
          parser.skipChildren();
        }
      }
      if (parser.currentToken() != JsonToken.END_OBJECT) {
        throw new EOFException(file + " ends in the middle");
      }
    }

    /** Hands each object's place, its number {@code field} and its number {@code id} on. */
    private void readEntries(JsonParser parser, String list, String field, Entry entry)
        throws IOException {
      for (long index = 0; parser.nextToken() != JsonToken.END_ARRAY; index++) {
        requireMore(parser);
        if (parser.currentToken() != JsonToken.START_OBJECT) {
          parser.skipChildren();
          report(list, index, "is no object");
          continue;
        }
        long place = start + parser.currentTokenLocation().getCharOffset();
        long number = -1;
        long id = -1;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          requireMore(parser);
          String name = parser.currentName();
          long value = parser.nextToken() == JsonToken.VALUE_NUMBER_INT ? number(parser) : -1;
          parser.skipChildren();
          number = name.equals(field) ? value : number;
          id = name.equals("id") ? value : id;
        }
        if (number < 0 || id < 0) {
          report(list, index, "has no number " + (number < 0 ? field : "id"));
        } else {
          entry.at(place, number, id);
        }
      }
    }

    private long number(JsonParser parser) throws IOException {
      return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
          ? -1
          : parser.getLongValue();
    }

    private void requireMore(JsonParser parser) throws IOException {
      if (parser.currentToken() == null) {
        throw new EOFException(file + " ends in the middle");
      }
    }

    private void report(String list, long index, String detail) {
      problems.accept(
          new PairProblem.MalformedEntry(file, "%s[%d]".formatted(list, index), detail));
    }

    /** By image; of annotations with one id the first. */
    LongMultimap captions() {
      LongMultimap images = imageOfPlace.build();
      LongMultimap ids = placeOfAnnotation.build();
      LongMultimap.Builder first = new LongMultimap.Builder();
      for (int rank = 0; rank < ids.size(); rank++) {
        long place = ids.values(rank).findFirst().getAsLong();
        first.put(images.values(images.rank(place)).findFirst().getAsLong(), place);
        String entry = "annotation " + ids.key(rank);
        ids.values(rank)
            .skip(1)
            .forEach(again -> problems.accept(new PairProblem.DuplicateEntry(file, entry)));
      }
      return first.build();
    }
  }

  /** What an entry says of itself. */
  private interface Entry {
    void at(long place, long number, long id);
  }
}
