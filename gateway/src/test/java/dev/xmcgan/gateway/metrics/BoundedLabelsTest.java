package dev.xmcgan.gateway.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilterReply;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedLabelsTest {

  @ParameterizedTest
  @CsvSource({
    "/v1/models/%zz, /v1/models/…",
    "/v1/models/%252e%0a, /v1/models/…",
    "/v1/models/{made}, /v1/models/…",
    "/v1/models, /v1/models",
    "/v1/{made}up, OTHER",
    "/made/up, OTHER",
    "/MADE_UP, OTHER",
    "MADE_UP, OTHER",
    "/q/made-up, OTHER",
    "/q/health/ready, /q/health/ready",
    "NOT_FOUND, NOT_FOUND",
    "/, OTHER",
    "/v1/requests/{id}, /v1/requests/{id}",
    "/v1/images/{id}/{place}/attention/{word}, /v1/images/{id}/{place}/attention/{word}",
    "/v1/interpolations/{id}, /v1/interpolations/{id}",
    "/page/./main.js, /page/…",
    "/webjars/uplot/1/any.js, /webjars/…",
  })
  void onlyTemplatesAreCountedByThemselves(String uri, String label) {
    assertThat(mapped("http.server.requests", "uri", uri).getTag("uri")).isEqualTo(label);
  }

  @ParameterizedTest
  @CsvSource({"GET, GET", "DELETE, DELETE", "MADEUP, OTHER", "get, OTHER"})
  void methodsThatNobodyKnowsAreOne(String method, String label) {
    assertThat(mapped("http.server.requests", "method", method).getTag("method")).isEqualTo(label);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http.client.requests", "http.client.queue.size"})
  void nothingIsCountedByTheReceiversOfWebhooks(String name) {
    assertThat(new BoundedLabels().accept(id(name, "uri", "/hooks/17")))
        .isEqualTo(MeterFilterReply.DENY);
  }

  private static Meter.Id mapped(String name, String key, String value) {
    return new BoundedLabels().map(id(name, key, value));
  }

  private static Meter.Id id(String name, String key, String value) {
    return new Meter.Id(name, Tags.of(key, value, "status", "200"), null, null, Meter.Type.TIMER);
  }
}
