package dev.xmcgan.cli.services;

import dev.xmcgan.cli.CommandException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A channel that the stack trains, by a trainer of its own.
 *
 * @param name of the release channel
 * @param keys configuration of its trainer alone, by full key; it goes before the environment
 */
public record TrainedChannel(String name, Map<String, String> keys) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final String PREFIX = "xmcgan.trainer.";

  /** What the launcher itself says to each trainer. */
  private static final Set<String> OURS =
      Set.of(PREFIX + "id", PREFIX + "channel", PREFIX + "data-dir");

  /** Curation is one for all channels, whichever trainer does it. */
  private static final Pattern CURATION =
      Pattern.compile(Pattern.quote(PREFIX) + "(image-size|held-out-share|image\\..*)");

  /** What a model's size is taken from. */
  private static final Set<String> SIZES = Set.of(PREFIX + "preset", PREFIX + "model.image-size");

  public TrainedChannel {
    keys = Map.copyOf(keys);
  }

  /** A channel whose trainer has the keys of the environment alone. */
  public static TrainedChannel named(String name) {
    return new TrainedChannel(name, Map.of());
  }

  /** Whether its file says what size its model is to be of. */
  public boolean namesSize() {
    return keys.keySet().stream().anyMatch(SIZES::contains);
  }

  /**
   * Reads what the command line says of a channel.
   *
   * @param text {@code NAME} or {@code NAME=FILE}, the file in the form of Java's properties
   * @throws CommandException when it is neither, or the file cannot be what it is to be
   */
  public static TrainedChannel parse(String text) {
    int equals = text.indexOf('=');
    String name = equals < 0 ? text : text.substring(0, equals);
    if (!NAME.matcher(name).matches()) {
      throw CommandException.usage(
          "--channel %s: a channel has letters, digits, '.', '_' and '-', at most 64 of them"
              .formatted(text));
    }
    return equals < 0
        ? named(name)
        : new TrainedChannel(name, read(Path.of(text.substring(equals + 1))));
  }

  private static Map<String, String> read(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw CommandException.usage("--channel: cannot read " + file + ": " + e.getMessage());
    }
    Map<String, String> keys = new TreeMap<>();
    for (String key : properties.stringPropertyNames()) {
      if (!key.startsWith(PREFIX) || OURS.contains(key)) {
        throw CommandException.usage(
            "%s: %s is no key of one trainer: those begin with %s, and %s are set by the launcher"
                .formatted(file, key, PREFIX, String.join(", ", OURS.stream().sorted().toList())));
      }
      if (CURATION.matcher(key).matches()) {
        throw CommandException.usage(
            "%s: %s is the same for all channels, for curation is one for all; set it in the environment"
                .formatted(file, key));
      }
      keys.put(key, properties.getProperty(key));
    }
    return keys;
  }
}
