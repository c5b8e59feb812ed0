package dev.xmcgan.transport.serde;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/**
 * Reads and writes one generated class. Other writers' schemas may carry any record name or fewer
 * fields; they are resolved against the class's own schema, which gives absent fields their
 * defaults.
 */
final class RecordReaders<T extends SpecificRecord> {

  private final SpecificData data;
  private final Schema ownSchema;
  private final DatumWriter<T> writer;

  /** By fields and not by name alone: one entry per schema that anybody writes with. */
  private final Map<Schema, DatumReader<T>> readers = new ConcurrentHashMap<>();

  RecordReaders(Class<T> type) {
    this.data = besideClass(type);
    this.ownSchema = data.getSchema(type);
    this.writer = new SpecificDatumWriter<>(ownSchema, data);
  }

  /**
   * The generated class's own conversions, but looking for nested classes where that class is from:
   * under Quarkus' tests and development mode Avro itself comes from another class loader, which
   * would find second copies.
   */
  private static SpecificData besideClass(Class<?> type) {
    SpecificData beside = new SpecificData(type.getClassLoader());
    SpecificData.getForClass(type).getConversions().forEach(beside::addLogicalTypeConversion);
    return beside;
  }

  DatumReader<T> reader(Schema writerSchema) {
    return readers.computeIfAbsent(
        writerSchema, schema -> new SpecificDatumReader<>(schema, ownSchema, data));
  }

  DatumWriter<T> writer() {
    return writer;
  }

  Schema ownSchema() {
    return ownSchema;
  }
}
