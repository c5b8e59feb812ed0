package dev.xmcgan.gateway.protection;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpMethod;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BodyKindTest {

  @ParameterizedTest
  @CsvSource({
    "POST,   /v1/images/generations,      JSON",
    "POST,   /v1/releases/stable,         JSON",
    "POST,   /v1/releases/stable/unpin/,  JSON",
    "POST,   /v1/what/comes/later,        JSON",
    "PUT,    /v1/what/comes/later,        JSON",
    "POST,   /v1/pairs,                   PAIR",
    "POST,   /v1/pairs/,                  PAIR",
    "POST,   /v1/pairs/batch,             LINES",
    "POST,   /v1/checkpoints,             ARCHIVE",
    "GET,    /v1/checkpoints,             NONE",
    "DELETE, /v1/what/comes/later,        NONE",
    "POST,   /q/health,                   NONE",
    "POST,   /,                           NONE",
  })
  void thePathSaysWhatBodyThereMayBe(String method, String path, BodyKind kind) {
    assertThat(BodyKind.of(HttpMethod.valueOf(method), path)).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource({
    "application/json,                true",
    "Application/JSON; charset=utf-8, true",
    "application/json-patch,          false",
    "text/plain; a=application/json,  false",
    "'',                              false",
    ",                                false",
  })
  void onlyItsOwnTypeIsTaken(String header, boolean taken) {
    assertThat(BodyKind.JSON.takes(header)).isEqualTo(taken);
  }
}
