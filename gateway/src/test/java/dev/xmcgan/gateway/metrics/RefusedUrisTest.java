package dev.xmcgan.gateway.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusedUrisTest {

  @ParameterizedTest
  @CsvSource({
    "/v1/models/%zz, /v1/models/…",
    "/v1/models, /v1/models",
    "/v1/{made}up, OTHER",
    "/made/up, OTHER",
    "NOT_FOUND, NOT_FOUND",
    "/, OTHER",
  })
  void whatIsRefusedIsCountedUnderItsResource(String uri, String label) {
    for (String status : new String[] {"400", "503", "RESET"}) {
      assertThat(mapped(uri, status).getTag("uri")).isEqualTo(label);
      assertThat(mapped(uri, status).getTag("status")).isEqualTo(status);
    }
  }

  @Test
  void whatIsAnsweredKeepsItsPath() {
    assertThat(mapped("/v1/requests/{id}", "200").getTag("uri")).isEqualTo("/v1/requests/{id}");
    assertThat(mapped("/page/./main.js", "200").getTag("uri")).isEqualTo("/page/…");
  }

  private static Meter.Id mapped(String uri, String status) {
    return new RefusedUris()
        .map(
            new Meter.Id(
                "http.server.requests",
                Tags.of("uri", uri, "status", status),
                null,
                null,
                Meter.Type.TIMER));
  }
}
