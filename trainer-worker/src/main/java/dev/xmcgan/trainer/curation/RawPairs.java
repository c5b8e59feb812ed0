package dev.xmcgan.trainer.curation;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.xmcgan.safetensors.Sha256;
import dev.xmcgan.schemas.ImageTextPair;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The pairs as they came, by hash: one that comes again as it came last is recognised before
 * anything is decoded. One task's.
 */
final class RawPairs {
  /** Name of the store: pair id → hash of all that came, and the source. */
  static final String STORE = "raw-of-pair";

  private static final int HASH_LENGTH = 64;

  private final KeyValueStore<String, String> raw;

  RawPairs(KeyValueStore<String, String> raw) {
    this.raw = raw;
  }

  /**
   * Whether the pair came like this the last time, and was accepted.
   *
   * @param rules what was accepted under other ones need not be so under these
   */
  boolean isKnown(ImageTextPair pair, CurationRules rules) {
    return entry(pair, rules).equals(raw.get(pair.getPairId()));
  }

  /** It was accepted under those rules. */
  void accepted(ImageTextPair pair, CurationRules rules) {
    raw.put(pair.getPairId(), entry(pair, rules));
  }

  /** It was refused or erased: the next one is looked at whatever it is. */
  void forget(String pairId) {
    if (raw.get(pairId) != null) {
      raw.delete(pairId);
    }
  }

  /** All of a source were erased. */
  void forgetSource(String source) {
    List<String> ids = new ArrayList<>();
    try (KeyValueIterator<String, String> all = raw.all()) {
      while (all.hasNext()) {
        KeyValue<String, String> each = all.next();
        if (each.value.substring(HASH_LENGTH).equals(source)) {
          ids.add(each.key);
        }
      }
    }
    ids.forEach(raw::delete);
  }

  private static String entry(ImageTextPair pair, CurationRules rules) {
    Sha256 hash = new Sha256();
    add(hash, rules.toString());
    hash.add(ByteBuffer.allocate(4).putInt(pair.getImage().remaining()).flip());
    hash.add(pair.getImage().duplicate());
    hash.add(ByteBuffer.allocate(4).putInt(pair.getCaptions().size()).flip());
    pair.getCaptions().forEach(caption -> add(hash, caption));
    new TreeMap<>(pair.getMetadata())
        .forEach(
            (key, value) -> {
              add(hash, key);
              add(hash, value);
            });
    return hash.hex() + pair.getSource();
  }

  private static void add(Sha256 hash, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    hash.add(ByteBuffer.allocate(4).putInt(bytes.length).flip()).add(bytes);
  }
}
