package dev.xmcgan.gateway.pairs;

import dev.xmcgan.gateway.archives.PacedInputStream;
import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ApiException;
import dev.xmcgan.gateway.json.JsonBody;
import dev.xmcgan.schemas.limits.PairLimits;
import io.smallrye.common.annotation.Blocking;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** {@code POST /v1/pairs/batch}: many pairs in one call, each accepted or rejected by itself. */
@Path("/v1/pairs/batch")
public final class PairBatchResource {
  static final String NDJSON = "application/x-ndjson";

  /** Places in the answer; more come in another call. */
  private static final int MOST = 1_000;

  /** An image that a record takes, in base 64, and a hundred captions, all escaped. */
  private static final int LONGEST_LINE = 4 * (PairLimits.MAX_IMAGE_BYTES + 2) / 3 + (2 << 20);

  /** Each holds a thread, and a line in memory. */
  private static final int AT_ONCE = 2;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final Semaphore places = new Semaphore(AT_ONCE);
  private final PairPublisher pairs;
  private final JsonBody bodies;

  PairBatchResource(PairPublisher pairs, JsonBody bodies) {
    this.pairs = pairs;
    this.bodies = bodies;
  }

  /**
   * One line.
   *
   * @param image the file in base 64
   */
  @Schema(name = "PairLine")
  public record PairLine(
      @NotNull byte[] image, @NotNull List<String> captions, String id, String source) {
    PairPublisher.Sent sent() {
      return new PairPublisher.Sent(id, captions, image, source);
    }
  }

  /** Takes pairs line by line; answers when what became of each is known. */
  @POST
  @Blocking
  @Consumes({NDJSON, "application/jsonl"})
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "Teach many pairs, a JSON object a line", operationId = "createPairs")
  @RequestBody(
      required = true,
      content = @Content(mediaType = NDJSON, schema = @Schema(implementation = PairLine.class)))
  @APIResponse(
      responseCode = "200",
      description = "Each accepted or rejected, by its position",
      content = @Content(schema = @Schema(implementation = PairBatch.class)))
  public PairBatch accept(InputStream body) throws IOException {
    if (!places.tryAcquire()) {
      throw new ApiException(
          ApiError.unavailable(
              "too_many_uploads", "Too many pairs are on their way. Try again.", RETRY_AFTER));
    }
    try {
      return take(new BoundedLines(new PacedInputStream(body), LONGEST_LINE));
    } finally {
      places.release();
    }
  }

  private PairBatch take(BoundedLines lines) throws IOException {
    List<CompletableFuture<String>> taken = new ArrayList<>();
    AtomicBoolean isAway = new AtomicBoolean();
    for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
      if (taken.size() == MOST) {
        taken.add(CompletableFuture.failedFuture(tooMany()));
        break;
      }
      // each would be waited for, and not be taken either
      CompletableFuture<String> next =
          isAway.get()
              ? CompletableFuture.failedFuture(PairPublisher.notTaken())
              : taken(line.get(), lines.isTooLong());
      taken.add(
          next.whenComplete((id, failure) -> isAway.compareAndSet(false, isOfKafka(failure))));
    }
    return PairBatch.of(taken);
  }

  private CompletableFuture<String> taken(byte[] line, boolean isTooLong) {
    try {
      if (isTooLong) {
        throw pairs.refused(tooLong());
      }
      PairLine pair = bodies.read(line, PairLine.class, LONGEST_LINE);
      return pairs.take(pair.image().length, pair::sent).toCompletableFuture();
    } catch (ApiException refused) {
      return CompletableFuture.failedFuture(refused);
    }
  }

  private static boolean isOfKafka(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof ApiException refused
        && PairPublisher.NOT_TAKEN.equals(refused.error().code());
  }

  private static ApiException tooLong() {
    return new ApiException(
        ApiError.of(
            413, "line_too_long", "A line may have at most %d bytes.".formatted(LONGEST_LINE)));
  }

  private static ApiException tooMany() {
    return new ApiException(
        ApiError.of(
            413,
            "too_many_pairs",
            "A call takes %d pairs; this one and all after it were not read.".formatted(MOST)));
  }
}
