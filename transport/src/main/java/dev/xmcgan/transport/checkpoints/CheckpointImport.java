package dev.xmcgan.transport.checkpoints;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.xmcgan.safetensors.Sha256;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.transactions.TransactionalProducer;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import java.util.UUID;

/** Checks the files of a directory that a person brings in, and publishes them as a checkpoint. */
public final class CheckpointImport {

  /** The weights that serve. */
  public static final String WEIGHTS_FILE = "generator.safetensors";

  /**
   * All that a checkpoint may consist of; the configuration and the weights are needed. What people
   * should know about weights travels with them.
   */
  public static final Set<String> FILES =
      Set.of(
          CheckpointPublisher.CONFIG_FILE,
          WEIGHTS_FILE,
          "discriminator.safetensors",
          "trainer.safetensors",
          "replay.properties",
          CaptionsFile.NAME,
          "README.md");

  private static final String TENSORS = ".safetensors";
  private static final String VARIANCE = "/variance";
  private static final int HASH_DIGITS = 12;

  /** It goes into the manifest, which is one record. */
  private static final int LONGEST_CONFIG = 64 << 10;

  private static final ObjectReader JSON =
      new ObjectMapper().reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final KafkaSettings settings;
  private final AvroSerdes serdes;
  private final Clock clock;

  public CheckpointImport(KafkaSettings settings, AvroSerdes serdes, Clock clock) {
    this.settings = settings;
    this.serdes = serdes;
    this.clock = clock;
  }

  /** Whether it can be a checkpoint's id: it becomes a directory name. */
  public static boolean isId(String id) {
    return SafeFileNames.isPlain(id);
  }

  /** The id that says what is in it: {@code import-} and digits of the weights' hash. */
  public static String idOf(Path directory) throws IOException {
    String hash = Sha256.of(directory.resolve(WEIGHTS_FILE));
    return CheckpointOrigin.IMPORTED + "-" + hash.substring(0, HASH_DIGITS);
  }

  /**
   * Checks what can be told without the model: that the files are there and whole, and the weights
   * finite numbers. Workers and gate check that they fit their model.
   *
   * @throws UnusableCheckpointException naming the file and the tensor
   */
  public static void check(Path directory) throws IOException {
    requireThere(directory, CheckpointPublisher.CONFIG_FILE);
    requireThere(directory, WEIGHTS_FILE);
    checkConfig(directory.resolve(CheckpointPublisher.CONFIG_FILE));
    for (String name : FILES) {
      Path file = directory.resolve(name);
      if (name.endsWith(TENSORS) && Files.exists(file)) {
        WeightsFile weights = new WeightsFile(file);
        if (name.equals(WEIGHTS_FILE)) {
          weights.requireSound(VARIANCE);
        } else {
          weights.requireWhole();
        }
      }
    }
  }

  /**
   * Publishes the directory's files, as they are; they should be checked before. It is a checkpoint
   * of no trainer, and released only when somebody says so.
   *
   * @throws IOException if a file cannot be read; nothing is published then
   * @throws dev.xmcgan.transport.transactions.RetriableTransactionException if nothing was
   *     published but the same may be tried again
   */
  public Checkpoint publish(Path directory, String id, String textEncoder) throws IOException {
    var origin = new CheckpointOrigin(id, null, CheckpointOrigin.IMPORTED, 0, 0, textEncoder);
    try (TransactionalProducer transactions =
        new TransactionalProducer(
            settings, "import-" + UUID.randomUUID(), CheckpointPublisher.TRANSACTION_TIMEOUT)) {
      return new CheckpointPublisher(settings, serdes, transactions, clock)
          .publish(directory, origin);
    }
  }

  private static void requireThere(Path directory, String name) throws UnusableCheckpointException {
    if (!Files.isRegularFile(directory.resolve(name))) {
      throw new UnusableCheckpointException(name, "is missing");
    }
  }

  private static void checkConfig(Path file) throws IOException {
    String name = file.getFileName().toString();
    if (Files.size(file) > LONGEST_CONFIG) {
      throw new UnusableCheckpointException(
          name, "has %d bytes, at most %d are taken".formatted(Files.size(file), LONGEST_CONFIG));
    }
    try {
      if (!JSON.readTree(Files.readString(file)).isObject()) {
        throw new UnusableCheckpointException(name, "is no JSON object");
      }
    } catch (JsonProcessingException e) {
      throw new UnusableCheckpointException(name, "is not JSON: " + e.getOriginalMessage(), e);
    } catch (CharacterCodingException e) {
      throw new UnusableCheckpointException(name, "is no UTF-8 text", e);
    }
  }
}
