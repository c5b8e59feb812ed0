package dev.xmcgan.gateway.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.schemas.ApiRole;
import io.vertx.core.http.HttpMethod;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AccessTest {

  @ParameterizedTest
  @CsvSource({
    "GET,    /,                                                      OPEN",
    "GET,    /page/main.js,                                          OPEN",
    "GET,    /q/health/ready,                                        OPEN",
    "POST,   /v1/session,                                            OPEN",
    "GET,    /v1/images/019b1c5e-0000-7000-8000-000000000000/3,      OPEN",
    "DELETE, /v1/images/019b1c5e-0000-7000-8000-000000000000/3,      GENERATE",
    "GET,    /q/metrics,                                             ANY",
    "GET,    /q/openapi,                                             ANY",
    "GET,    /v1/models,                                             ANY",
    "GET,    /v1/rejected-pairs/17/thumbnail,                        TRAIN",
    "GET,    /v1/events,                                             ANY",
    "GET,    /v1/checkpoints,                                        ANY",
    "GET,    /v1/training,                                           ANY",
    "POST,   /v1/images/generations,                                 GENERATE",
    "POST,   /v1/requests,                                           GENERATE",
    "GET,    /v1/images/019b1c5e-0000-7000-8000-000000000000/31,     OPEN",
    "GET,    /v1/images/019b1c5e-0000-7000-8000-000000000000/3/attention/1, OPEN",
    "POST,   /v1/interpolations,                                     GENERATE",
    "GET,    /v1/interpolations/1,                                   GENERATE",
    "GET,    /v1/requests/1/events,                                  GENERATE",
    "POST,   /v1/pairs,                                              TRAIN",
    "DELETE, /v1/pairs/1,                                            TRAIN",
    "POST,   /v1/releases/stable,                                    ADMIN",
    "POST,   /v1/releases/stable/rollback,                           ADMIN",
    "POST,   /v1/checkpoints,                                        ADMIN",
    "GET,    /v1/checkpoints/one/files,                              ADMIN",
    "GET,    /v1/audit,                                              ADMIN",
    "GET,    /v1/webhooks,                                           GENERATE",
    "PUT,    /v1/whatever-comes,                                     ADMIN",
  })
  void whatACallNeeds(String method, String path, Access access) {
    assertThat(Access.of(HttpMethod.valueOf(method), path)).isEqualTo(access);
  }

  @ParameterizedTest
  @CsvSource({
    "GENERATE, GENERATE, true",
    "GENERATE, ANY,      true",
    "GENERATE, TRAIN,    false",
    "GENERATE, ADMIN,    false",
    "TRAIN,    TRAIN,    true",
    "TRAIN,    GENERATE, false",
    "UNKNOWN,  ANY,      false",
    "UNKNOWN,  OPEN,     true",
  })
  void aRoleGivesOneThing(ApiRole role, Access access, boolean given) {
    assertThat(
            access.isGivenTo(
                new Caller(Optional.of("ann"), Set.of(role), Optional.empty(), Optional.empty())))
        .isEqualTo(given);
  }

  @ParameterizedTest
  @EnumSource
  void anAdminMayDoAll(Access access) {
    assertThat(
            access.isGivenTo(
                new Caller(
                    Optional.of("ann"), Set.of(ApiRole.ADMIN), Optional.empty(), Optional.empty())))
        .isTrue();
  }
}
