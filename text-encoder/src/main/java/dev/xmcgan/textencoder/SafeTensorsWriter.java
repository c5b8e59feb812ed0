package dev.xmcgan.textencoder;

import dev.xmcgan.textencoder.PublishedWeights.Weight;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Writes weights as a safetensors file without starting a tensor engine, which the build has no
 * other need of.
 */
final class SafeTensorsWriter {
  private static final int HEADER_ALIGNMENT = 8;

  private SafeTensorsWriter() {}

  static void write(Path file, Map<String, Weight> weights) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        WritableByteChannel channel = Channels.newChannel(out)) {
      byte[] header = header(weights);
      ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      channel.write(length.putLong(header.length).flip());
      channel.write(ByteBuffer.wrap(header));
      for (Weight weight : weights.values()) {
        channel.write(weight.elements().duplicate());
      }
    }
  }

  private static byte[] header(Map<String, Weight> weights) {
    StringJoiner entries = new StringJoiner(",", "{", "}");
    entries.add("\"__metadata__\":{\"format\":\"pt\"}");
    long offset = 0;
    for (Map.Entry<String, Weight> entry : weights.entrySet()) {
      long end = offset + entry.getValue().elements().remaining();
      entries.add(
          String.format(
              Locale.ROOT,
              "\"%s\":{\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":[%d,%d]}",
              entry.getKey(),
              entry.getValue().shape(),
              offset,
              end));
      offset = end;
    }
    int length = entries.length();
    // the format asks for an aligned start of the data, filled up with spaces
    int padding = Math.floorMod(-length, HEADER_ALIGNMENT);
    return (entries + " ".repeat(padding)).getBytes(StandardCharsets.UTF_8);
  }
}
