package dev.xmcgan.trainer.offline;

import dev.xmcgan.trainer.app.TrainerConfig;
import dev.xmcgan.trainer.app.TrainerSettings;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.spi.Converter;

/**
 * Reads a trainer's settings outside the service: its keys' defaults, and over them the same
 * environment variables that the service takes.
 */
public final class OfflineSettings {
  private static final int OF_ENVIRONMENT = 300;
  private static final int OF_VALUES = 500;
  private static final int OF_CONVERTER = 200;

  private OfflineSettings() {}

  /**
   * The settings.
   *
   * @param environment {@code XMCGAN_TRAINER_…} and others, which are passed over
   * @param values by key without {@code xmcgan.trainer.}; they go before the environment's
   * @throws IllegalArgumentException naming the key that cannot be
   */
  public static TrainerSettings read(Map<String, String> environment, Map<String, String> values) {
    Map<String, String> properties = new HashMap<>();
    values.forEach((key, value) -> properties.put("xmcgan.trainer." + key, value));
    TrainerConfig config =
        new SmallRyeConfigBuilder()
            .addDefaultInterceptors()
            .withMapping(TrainerConfig.class)
            .withConverter(Duration.class, OF_CONVERTER, new Durations())
            .withSources(
                new EnvConfigSource(environment, OF_ENVIRONMENT),
                new PropertiesConfigSource(properties, "offline", OF_VALUES))
            .build()
            .getConfigMapping(TrainerConfig.class);
    return TrainerSettings.of(config);
  }

  /** Durations such as {@code 500ms}, {@code 10s}, {@code 5m}, {@code 2h}, {@code 1d}, PT10S. */
  private static final class Durations implements Converter<Duration> {
    private static final long serialVersionUID = 1L;
    private static final Pattern SHORT = Pattern.compile("(\\d+)(ms|s|m|h|d)?");

    @Override
    public Duration convert(String text) {
      Matcher matcher = SHORT.matcher(text.strip());
      if (!matcher.matches()) {
        return Duration.parse(text.strip());
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
  }
}
