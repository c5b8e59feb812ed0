package dev.xmcgan.gateway.protection;

import dev.xmcgan.gateway.config.GatewayConfig;
import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ErrorWriter;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.FileUpload;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Reads the bodies of calls before anything else holds a thread for them: those of JSON calls into
 * memory, those of pairs onto the disk, both counted as they come, whether their length is
 * announced or not. What there may be of them at once is bounded. Archives and batches of pairs are
 * left to who unpacks them, and what no route takes to nobody.
 */
@Singleton
public final class BodyReader {
  /** Two thousand characters of caption, all escaped, fit many times. */
  static final long JSON_BYTES = 128 * 1024;

  /** Captions and multipart framing beside the image. */
  private static final long FORM_OVERHEAD_BYTES = 1024 * 1024;

  /** Names, lengths and checksums beside the files of an archive. */
  private static final long ARCHIVE_OVERHEAD_BYTES = 64 * 1024;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
  private static final ApiError UNREADABLE =
      ApiError.of(
          400, "unreadable_body", "The request body could not be read: it is cut or broken.");

  private static final ApiError WRONG_CHARSET =
      ApiError.of(
          400,
          "wrong_charset",
          "The request body is not in the charset that its Content-Type names.");

  /** For a file to be closed after the last byte of a form has come. */
  private static final Duration FORM_GRACE = Duration.ofSeconds(5);

  private static final String SHARE = BodyReader.class.getName() + ".share";
  private static final String HAVE_READ = BodyReader.class.getName() + ".have-read";

  private final long uploadBytes;
  private final long archiveBytes;
  private final Duration timeout;
  private final MemoryBudget memory;
  private final Semaphore uploads;
  private final BodyHandler jsonBodies;
  private final BodyHandler forms;
  private final ErrorWriter errors;

  BodyReader(
      GatewayConfig config,
      @ConfigProperty(name = "quarkus.http.body.uploads-directory") String uploadsDirectory,
      ErrorWriter errors) {
    this.uploadBytes = config.pairs().maxImageBytes() + FORM_OVERHEAD_BYTES;
    this.archiveBytes = config.checkpoints().maxBytes() + ARCHIVE_OVERHEAD_BYTES;
    this.timeout = config.http().bodyTimeout();
    this.memory = new MemoryBudget(config.http().maxBodyMemory());
    this.uploads = new Semaphore(config.pairs().maxUploads());
    this.jsonBodies = BodyHandler.create(false).setBodyLimit(JSON_BYTES);
    this.forms =
        BodyHandler.create(uploadsDirectory)
            .setBodyLimit(uploadBytes)
            .setDeleteUploadedFilesOnEnd(true);
    this.errors = errors;
  }

  /** Goes on with the call once it has what it needs of the body, or ends it. */
  void read(RoutingContext call, BodyKind kind) {
    if (kind != BodyKind.NONE && announced(call) > limit(kind)) {
      errors.end(call, tooLarge(kind));
      return;
    }
    switch (kind) {
      case NONE, LINES, ARCHIVE -> {
        call.put(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY, Math.max(1, limit(kind)));
        call.next();
      }
      case JSON -> readJson(call);
      case PAIR -> readForm(call);
    }
  }

  /** Comes when the body is there, and lets the call go on. */
  void haveRead(RoutingContext call) {
    if (call.response().ended()) {
      return; // too late
    }
    call.put(HAVE_READ, true);
    MemoryBudget.Share share = call.get(SHARE);
    if (share != null) {
      share.shrinkTo(Math.max(0, call.body().length()));
    }
    if (isEmptyForm(call)) {
      errors.end(call, UNREADABLE);
    } else if (kindOf(call) == BodyKind.JSON && !BodyCharset.toUtf8(call)) {
      errors.end(call, WRONG_CHARSET);
    } else {
      call.next();
    }
  }

  private static BodyKind kindOf(RoutingContext call) {
    return BodyKind.of(call.request().method(), call.normalizedPath());
  }

  private static boolean isEmptyForm(RoutingContext call) {
    return kindOf(call) == BodyKind.PAIR
        && call.fileUploads().isEmpty()
        && call.request().formAttributes().isEmpty();
  }

  /** The answer to a body that could not be read, if that is why a call failed. */
  Optional<ApiError> error(RoutingContext failed) {
    BodyKind kind = kindOf(failed);
    if (kind == BodyKind.NONE) {
      return Optional.empty();
    }
    if (kind == BodyKind.PAIR && failed.get(HAVE_READ) == null && failed.statusCode() == 500) {
      return Optional.of(UNREADABLE); // the form's decoder gave up
    }
    return switch (failed.statusCode()) {
      case 413 -> Optional.of(tooLarge(kind));
      case 400 -> Optional.of(UNREADABLE);
      default -> Optional.empty();
    };
  }

  private void readJson(RoutingContext call) {
    if (isEmpty(call)) {
      call.next();
      return;
    }
    MemoryBudget.Share share = memory.take(isAnnounced(call) ? announced(call) : JSON_BYTES);
    if (share == null) {
      errors.end(call, busy("too_many_bodies", "Too many request bodies are on their way."));
      return;
    }
    call.put(SHARE, share);
    Exchange.of(call).afterwards(share::release);
    endUnlessRead(call, timeout, tooSlow());
    jsonBodies.handle(call);
  }

  private void readForm(RoutingContext call) {
    if (isEmpty(call)) {
      errors.end(call, UNREADABLE);
      return;
    }
    if (!uploads.tryAcquire()) {
      errors.end(call, busy("too_many_uploads", "Too many pairs are on their way."));
      return;
    }
    Exchange.of(call).afterwards(uploads::release);
    Exchange.of(call).afterwards(() -> discardUnlessRead(call));
    endUnlessRead(call, timeout, tooSlow());
    // a form that stops in the middle of a file ends, but never gets read
    call.request().end().onSuccess(all -> endUnlessRead(call, FORM_GRACE, UNREADABLE));
    forms.handle(call);
  }

  /** Files of a form that has been read are Vert.x's to delete; those of others it leaves. */
  private static void discardUnlessRead(RoutingContext call) {
    if (call.get(HAVE_READ) != null) {
      return;
    }
    for (FileUpload file : call.fileUploads()) {
      try {
        file.cancel();
      } catch (IllegalStateException closing) {
        // it has just come to its end
      }
      file.delete();
    }
  }

  private void endUnlessRead(RoutingContext call, Duration within, ApiError error) {
    long timer =
        call.vertx()
            .setTimer(
                within.toMillis(),
                late -> {
                  if (call.get(HAVE_READ) == null && !call.response().ended()) {
                    errors.end(call, error);
                  }
                });
    Exchange.of(call).afterwards(() -> call.vertx().cancelTimer(timer));
  }

  private ApiError tooSlow() {
    return ApiError.of(
        408,
        "body_timeout",
        "The request body did not come within %d ms.".formatted(timeout.toMillis()));
  }

  private static boolean isEmpty(RoutingContext call) {
    return announced(call) == 0
        && !call.request().headers().contains(HttpHeaders.TRANSFER_ENCODING)
        && call.request().version() != HttpVersion.HTTP_2;
  }

  private long limit(BodyKind kind) {
    return switch (kind) {
      case NONE -> 0;
      case JSON -> JSON_BYTES;
      case PAIR -> uploadBytes;
      case LINES -> 256L << 20; // a thousand pairs of a quarter of a megabyte
      case ARCHIVE -> archiveBytes;
    };
  }

  private ApiError tooLarge(BodyKind kind) {
    return ApiError.of(
        413, "request_too_large", "The request body may have at most " + limit(kind) + " bytes.");
  }

  private static ApiError busy(String code, String message) {
    return ApiError.unavailable(code, message + " Try again.", RETRY_AFTER);
  }

  private static boolean isAnnounced(RoutingContext call) {
    return call.request().headers().contains(HttpHeaders.CONTENT_LENGTH);
  }

  private static long announced(RoutingContext call) {
    String length = call.request().getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      return length == null ? 0 : Long.parseLong(length);
    } catch (NumberFormatException notANumber) {
      return 0; // the HTTP decoder refuses it
    }
  }
}
