package dev.xmcgan.trainer.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.testsupport.DocumentedKeys;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReadmeKeysTest {
  @Test
  void everyKeyIsInTheReadme() throws IOException {
    // given
    Set<String> keys =
        ConfigMappings.getProperties(ConfigClass.configClass(TrainerConfig.class)).keySet();

    // when, then
    assertThat(keys).hasSizeGreaterThan(10);
    assertThat(DocumentedKeys.missing("trainer-worker", "xmcgan.trainer", keys)).isEmpty();
  }
}
