package dev.xmcgan.gateway.publishing;

import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.MDC;

/**
 * Puts the id of the request that a call is about beside all that is logged while the call is
 * handled, by whichever library: Quarkus keeps it with the call. It is gone where a call goes on
 * once Kafka has answered; what is logged from there on names the request itself ({@link #of}).
 */
public final class RequestLog {
  /** Under which the id is logged. */
  public static final String KEY = "requestId";

  private static final String CALL = RequestLog.class.getName();
  private static final Pattern PATH =
      Pattern.compile("/v1/(?:requests|images|interpolations)/([^/]+)(?:/.*)?");

  private RequestLog() {}

  /** The call that goes on is about that request. */
  public static void isAbout(String requestId) {
    MDC.put(KEY, requestId);
  }

  /** The call is about that request, also once it goes on elsewhere. */
  public static void isAbout(RoutingContext call, String requestId) {
    call.put(CALL, requestId);
    isAbout(requestId);
  }

  /** The call that begins is about the request that its path names, if it names one. */
  public static void begin(RoutingContext call) {
    Matcher named = PATH.matcher(call.normalizedPath());
    // a caller's text would be logged as it comes
    if (named.matches() && RecordIds.madeAt(named.group(1)).isPresent()) {
      isAbout(call, named.group(1));
    }
  }

  /** The request that a call is about; empty text where it is about none. */
  public static String of(RoutingContext call) {
    return Objects.requireNonNullElse(call.get(CALL), "");
  }
}
