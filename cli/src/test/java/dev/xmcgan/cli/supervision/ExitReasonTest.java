package dev.xmcgan.cli.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitReasonTest {
  @ParameterizedTest
  @CsvSource({
    "0, ended with exit code 0",
    "1, ended with exit code 1",
    "137, was killed by signal 9 (SIGKILL)",
    "139, was killed by signal 11 (SIGSEGV)",
    "200, ended with exit code 200"
  })
  void saysHowAProcessEnded(int exitValue, String words) {
    assertThat(ExitReason.of(exitValue)).isEqualTo(words);
  }
}
