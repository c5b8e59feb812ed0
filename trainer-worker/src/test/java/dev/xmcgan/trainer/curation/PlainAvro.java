package dev.xmcgan.trainer.curation;

import dev.xmcgan.schemas.AuditEntry;
import dev.xmcgan.schemas.ImageTextPair;
import dev.xmcgan.schemas.PairErasure;
import dev.xmcgan.schemas.RejectedPair;
import dev.xmcgan.schemas.TrainingPair;
import dev.xmcgan.transport.serde.Decoded;
import dev.xmcgan.transport.serde.RegistryUnavailableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** Avro binaries without a registry. */
final class PlainAvro {
  private PlainAvro() {}

  static CurationSerdes serdes() {
    return new CurationSerdes(
        tolerant(ImageTextPair.class),
        serde(TrainingPair.class),
        serde(RejectedPair.class),
        serde(PairErasure.class),
        serde(AuditEntry.class));
  }

  static <T extends SpecificRecord> Serde<T> serde(Class<T> type) {
    return Serdes.serdeFrom(
        (topic, value) -> value == null ? null : encode(value),
        (topic, bytes) -> bytes == null ? null : decode(type, bytes));
  }

  /** As the registry's: bytes that are no record become a value; the word "outage" an exception. */
  private static <T extends SpecificRecord> Serde<Decoded<T>> tolerant(Class<T> type) {
    return Serdes.serdeFrom(
        (topic, value) -> encode(((Decoded.Value<T>) value).value()),
        (topic, bytes) -> {
          if (bytes == null) {
            return null;
          }
          if (new String(bytes, java.nio.charset.StandardCharsets.UTF_8).equals("outage")) {
            throw new RegistryUnavailableException("the registry is away", null);
          }
          try {
            return new Decoded.Value<>(decode(type, bytes));
          } catch (RuntimeException e) {
            return new Decoded.Undecodable<>(bytes, "no Avro: " + e.getMessage());
          }
        });
  }

  static byte[] encode(SpecificRecord value) {
    try {
      var bytes = new ByteArrayOutputStream();
      var encoder = EncoderFactory.get().binaryEncoder(bytes, null);
      new SpecificDatumWriter<SpecificRecord>(value.getSchema()).write(value, encoder);
      encoder.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <T extends SpecificRecord> T decode(Class<T> type, byte[] bytes) {
    try {
      return new SpecificDatumReader<T>(SpecificData.get().getSchema(type))
          .read(null, DecoderFactory.get().binaryDecoder(bytes, null));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
