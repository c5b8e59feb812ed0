package dev.xmcgan.gateway.config;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Makes the gateway's configuration of the keys that a test is about. */
public final class GatewayConfigs {
  private GatewayConfigs() {}

  /** Of keys without {@code xmcgan.gateway.}; all others have their defaults. */
  public static GatewayConfig of(Map<String, String> values) {
    Map<String, String> properties = new HashMap<>();
    values.forEach((key, value) -> properties.put("xmcgan.gateway." + key, value));
    return new SmallRyeConfigBuilder()
        .addDefaultInterceptors()
        .withConverter(Duration.class, 200, new DurationConverter())
        .withSources(new PropertiesConfigSource(properties, "test", 100))
        .withMapping(GatewayConfig.class)
        .build()
        .getConfigMapping(GatewayConfig.class);
  }
}
