package dev.xmcgan.trainer.config;

import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.spi.Converter;

/**
 * Reads a trainer's keys outside the service: their defaults, and over them the same environment
 * variables that the service takes.
 */
public final class TrainerKeys {
  private static final int OF_ENVIRONMENT = 300;
  private static final int OF_VALUES = 500;
  private static final int OF_CONVERTER = 200;

  private TrainerKeys() {}

  /**
   * The keys, not yet checked.
   *
   * @param environment {@code XMCGAN_TRAINER_…} and others, which are passed over
   * @param values by key without {@code xmcgan.trainer.}; they go before the environment's
   * @throws IllegalArgumentException naming the key that cannot be read
   */
  public static TrainerConfig read(Map<String, String> environment, Map<String, String> values) {
    Map<String, String> properties = new HashMap<>();
    values.forEach((key, value) -> properties.put("xmcgan.trainer." + key, value));
    try {
      return new SmallRyeConfigBuilder()
          .addDefaultInterceptors()
          .withMapping(TrainerConfig.class)
          .withConverter(Duration.class, OF_CONVERTER, new Durations())
          .withSources(
              new EnvConfigSource(environment, OF_ENVIRONMENT),
              new PropertiesConfigSource(properties, "values", OF_VALUES))
          .build()
          .getConfigMapping(TrainerConfig.class);
    } catch (ConfigValidationException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** Durations such as {@code 500ms}, {@code 10s}, {@code 5m}, {@code 2h}, {@code 1d}, PT10S. */
  private static final class Durations implements Converter<Duration> {
    private static final long serialVersionUID = 1L;
    private static final Pattern SHORT = Pattern.compile("(\\d+)(ms|s|m|h|d)?");

    @Override
    public Duration convert(String text) {
      Matcher matcher = SHORT.matcher(text.strip());
      if (!matcher.matches()) {
        return iso(text.strip());
      }
      long number = Long.parseLong(matcher.group(1));
      String unit = matcher.group(2) == null ? "s" : matcher.group(2);
      return switch (unit) {
        case "ms" -> Duration.ofMillis(number);
        case "m" -> Duration.ofMinutes(number);
        case "h" -> Duration.ofHours(number);
        case "d" -> Duration.ofDays(number);
        default -> Duration.ofSeconds(number);
      };
    }

    /** What is neither is told with its key only as an {@link IllegalArgumentException}. */
    private static Duration iso(String text) {
      try {
        return Duration.parse(text);
      } catch (DateTimeParseException e) {
        throw new IllegalArgumentException(e.getMessage(), e);
      }
    }
  }
}
