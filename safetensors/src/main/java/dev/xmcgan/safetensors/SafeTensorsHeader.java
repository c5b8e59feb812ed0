package dev.xmcgan.safetensors;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The checked header of a safetensors file: 8 bytes with the header's length, a JSON header, then
 * the tensors' bytes, little-endian, without gap or overlap.
 *
 * @param dataStart where the tensors' bytes begin in the file
 * @param entries the tensors in the order of their bytes
 * @param metadata the file's own key-value pairs
 */
public record SafeTensorsHeader(
    long dataStart, List<TensorEntry> entries, Map<String, String> metadata) {

  /** Key of {@link #metadata} in the JSON. */
  public static final String METADATA_KEY = "__metadata__";

  /** Bytes of the header's length. */
  public static final int LENGTH_BYTES = Long.BYTES;

  /** Tens of thousands of tensors; bounds what a header may cost to read. */
  private static final int LONGEST = 4 << 20;

  public SafeTensorsHeader {
    entries = List.copyOf(entries);
    metadata = Map.copyOf(metadata);
  }

  /**
   * Reads and checks the header: every tensor's type, shape and byte range must fit each other, and
   * the ranges must cover what follows the header.
   *
   * @throws SafeTensorsException if they do not, or the file is cut
   */
  public static SafeTensorsHeader read(FileChannel file) throws IOException {
    long size = file.size();
    if (size < LENGTH_BYTES) {
      throw new SafeTensorsException("has " + size + " bytes, no safetensors file");
    }
    ByteBuffer lengthBytes = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    readFully(file, lengthBytes, 0);
    long length = lengthBytes.getLong(0);
    if (length < 2 || length > LONGEST || length > size - LENGTH_BYTES) {
      throw new SafeTensorsException(
          "claims a header of " + length + " bytes in a file of " + size);
    }
    ByteBuffer json = ByteBuffer.allocate((int) length);
    readFully(file, json, LENGTH_BYTES);
    SafeTensorsHeader header = parse(text(json.flip()), LENGTH_BYTES + length);
    header.requireCovering(size - header.dataStart);
    return header;
  }

  /**
   * Fills the buffer with the file's bytes from a position on.
   *
   * @throws SafeTensorsException if the file ends before
   */
  public static void readFully(FileChannel file, ByteBuffer into, long position)
      throws IOException {
    long at = position;
    while (into.hasRemaining()) {
      int count = file.read(into, at);
      if (count < 0) {
        throw new SafeTensorsException("ends at byte " + at);
      }
      at += count;
    }
  }

  private static String text(ByteBuffer utf8) throws SafeTensorsException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
    } catch (CharacterCodingException e) {
      throw new SafeTensorsException("header is no UTF-8 text", e);
    }
  }

  private static SafeTensorsHeader parse(String json, long dataStart) throws IOException {
    Map<String, String> metadata = new LinkedHashMap<>();
    List<TensorEntry> entries = new ArrayList<>();
    Set<String> names = new HashSet<>();
    try (JsonReader reader = new JsonReader(new StringReader(json))) {
      reader.setStrictness(Strictness.STRICT);
      if (reader.peek() != JsonToken.BEGIN_OBJECT) {
        throw new SafeTensorsException("header is no JSON object");
      }
      reader.beginObject();
      while (reader.hasNext()) {
        String name = reader.nextName();
        JsonElement value = JsonParser.parseReader(reader);
        if (!names.add(name)) {
          throw SafeTensorsException.ofTensor(name, "is described twice");
        }
        if (name.equals(METADATA_KEY)) {
          metadata.putAll(metadata(value));
        } else {
          entries.add(TensorEntry.parse(name, value));
        }
      }
      reader.endObject();
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw new SafeTensorsException("header goes on after its JSON object");
      }
    } catch (MalformedJsonException | JsonParseException | EOFException e) {
      throw new SafeTensorsException("header is not JSON", e);
    }
    entries.sort(Comparator.comparingLong(TensorEntry::begin).thenComparingLong(TensorEntry::end));
    return new SafeTensorsHeader(dataStart, entries, metadata);
  }

  private static Map<String, String> metadata(JsonElement value) throws SafeTensorsException {
    if (!(value instanceof JsonObject pairs)) {
      throw new SafeTensorsException(METADATA_KEY + " is not an object");
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    for (Map.Entry<String, JsonElement> pair : pairs.entrySet()) {
      if (!TensorEntry.isText(pair.getValue())) {
        throw new SafeTensorsException(METADATA_KEY + " " + pair.getKey() + " is not a text");
      }
      metadata.put(pair.getKey(), pair.getValue().getAsString());
    }
    return metadata;
  }

  private void requireCovering(long dataBytes) throws SafeTensorsException {
    long position = 0;
    for (TensorEntry entry : entries) {
      if (entry.begin() != position) {
        throw SafeTensorsException.ofTensor(
            entry.name(), "begins at " + entry.begin() + ", expected " + position);
      }
      position = entry.end();
      if (position > dataBytes) {
        throw SafeTensorsException.ofTensor(
            entry.name(),
            "ends at byte " + position + ", but only " + dataBytes + " follow the header");
      }
    }
    if (position != dataBytes) {
      throw new SafeTensorsException(
          "tensors cover " + position + " bytes but " + dataBytes + " follow the header");
    }
  }
}
