package dev.xmcgan.gateway.protection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClosedUploadsFilterTest {

  @ParameterizedTest
  @CsvSource({
    "File handle is closed, cancelAndCleanupFileUploads, false",
    "File handle is closed, readWhatIsNeeded,            true",
    "Another,               cancelAndCleanupFileUploads, true",
  })
  void whatVertxStumblesOverIsNotLogged(String message, String method, boolean isLogged) {
    // given
    IllegalStateException failure = new IllegalStateException(message);
    failure.setStackTrace(
        new StackTraceElement[] {
          new StackTraceElement("AsyncFileImpl", "checkClosed", "AsyncFileImpl.java", 550),
          new StackTraceElement("RoutingContextImpl", method, "RoutingContextImpl.java", 334),
        });
    LogRecord record = new LogRecord(Level.SEVERE, "Uncaught exception received by Vert.x");
    record.setThrown(failure);

    // then
    assertThat(new ClosedUploadsFilter().isLoggable(record)).isEqualTo(isLogged);
  }
}
