package dev.xmcgan.gateway.images;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.gateway.answers.Answers;
import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.schemas.FailureCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerErrorsTest {

  @ParameterizedTest
  @CsvSource({
    "INVALID_REQUEST,   false, 400, invalid_request,   invalid_request_error",
    "UNKNOWN_MODEL,     false, 404, model_not_found,   invalid_request_error",
    "DEADLINE_EXCEEDED, false, 504, deadline_exceeded, server_error",
    "CANCELLED,         false, 409, cancelled,         invalid_request_error",
    "NON_FINITE_IMAGE,  false, 500, non_finite_image,  server_error",
    "INTERNAL,          false, 500, generation_failed, server_error",
    "INTERNAL,          true,  503, generation_failed, server_error",
    "UNKNOWN,           false, 500, generation_failed, server_error",
  })
  void everyFailureCodeHasItsStatus(
      FailureCode failure, boolean retriable, int status, String code, String type) {
    // when
    ApiError error = AnswerErrors.of(Answers.failure("r", failure, retriable));

    // then
    assertThat(error.status()).isEqualTo(status);
    assertThat(error.code()).isEqualTo(code);
    assertThat(error.type()).isEqualTo(type);
    assertThat(error.message()).isEqualTo("because of " + failure);
    assertThat(error.tryAgainAfter().isPresent()).isEqualTo(retriable);
  }
}
