package dev.xmcgan.gateway.protection;

import io.quarkus.logging.LoggingFilter;
import java.util.Arrays;
import java.util.logging.Filter;
import java.util.logging.LogRecord;

/**
 * Keeps one thing out of the log that is nobody's fault: Vert.x stumbles, with a stack trace, over
 * a file that it has closed already when it cleans up behind a form that broke off. What it leaves
 * then {@link BodyReader} deletes.
 */
@LoggingFilter(name = "closed-uploads")
public final class ClosedUploadsFilter implements Filter {
  @Override
  public boolean isLoggable(LogRecord record) {
    return !(record.getThrown() instanceof IllegalStateException failure
        && "File handle is closed".equals(failure.getMessage())
        && Arrays.stream(failure.getStackTrace())
            .anyMatch(frame -> frame.getMethodName().equals("cancelAndCleanupFileUploads")));
  }
}
