package dev.xmcgan.gateway.pairs;

import dev.xmcgan.gateway.config.GatewayConfig;
import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ApiException;
import dev.xmcgan.gateway.errors.ErrorBody;
import dev.xmcgan.gateway.keys.Caller;
import dev.xmcgan.gateway.metrics.GatewayMetrics;
import dev.xmcgan.gateway.metrics.Outcome;
import dev.xmcgan.gateway.publishing.EventPublisher;
import dev.xmcgan.gateway.publishing.RecordIds;
import dev.xmcgan.schemas.ErasureOutcome;
import dev.xmcgan.schemas.ErasureRequest;
import dev.xmcgan.schemas.PairErasure;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.limits.PairLimits;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /v1/pairs}: an image and its captions, to be learned, or to be erased. */
@Path("/v1/pairs")
public final class PairsResource {
  private static final Logger LOG = LoggerFactory.getLogger(PairsResource.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  /** Who erases where no key is needed. */
  private static final String NOBODY = "somebody";

  /** Each is in memory up to five times: the file, its record, and on its way to Kafka. */
  private static final int IN_MEMORY_AT_ONCE = 4;

  private final Semaphore inMemory = new Semaphore(IN_MEMORY_AT_ONCE, true);
  private final Duration patience;
  private final PairChecks checks;
  private final EventPublisher publisher;
  private final ErasureReceipts receipts;
  private final RecordIds ids;
  private final GatewayMetrics metrics;

  PairsResource(
      GatewayConfig config,
      EventPublisher publisher,
      ErasureReceipts receipts,
      RecordIds ids,
      GatewayMetrics metrics) {
    this.checks = new PairChecks(config);
    this.patience = config.publishTimeout();
    this.publisher = publisher;
    this.receipts = receipts;
    this.ids = ids;
    this.metrics = metrics;
  }

  /** The id under which the pair is on its way. */
  public record Accepted(String id) {}

  /** Takes a pair; answers when Kafka has it. What curation makes of it shows on the topics. */
  @POST
  @Blocking
  @Consumes(MediaType.MULTIPART_FORM_DATA)
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "Teach an image and its captions", operationId = "createPair")
  @APIResponse(
      responseCode = "202",
      description = "On Kafka",
      content = @Content(schema = @Schema(implementation = Accepted.class)))
  @APIResponse(
      responseCode = "default",
      description = "OpenAI's error object",
      content = @Content(schema = @Schema(implementation = ErrorBody.class)))
  public CompletionStage<Response> accept(
      @RestForm("image") List<FileUpload> images,
      @RestForm("caption") List<String> captions,
      @RestForm("id") String id,
      @RestForm("source") String source) {
    int places = placesFor(images);
    awaitMemory(places);
    try {
      UploadedPair pair = check(images, captions, id, source);
      return publisher
          .publish(Topic.IMAGE_TEXT_PAIRS, pair.id(), pair.toRecord())
          .whenComplete((acknowledged, failure) -> inMemory.release(places))
          .handle((acknowledged, failure) -> answer(pair, failure));
    } catch (ApiException refused) {
      inMemory.release(places);
      metrics.pairEnded(Outcome.INVALID);
      throw refused;
    } catch (RuntimeException failed) {
      inMemory.release(places);
      throw failed;
    }
  }

  /**
   * Erases a pair: it leaves the data set and all that is kept of it; what weights learned of it
   * stays learned. Answers with curation's receipt, or, where that takes longer, when Kafka has the
   * request.
   */
  @DELETE
  @Path("/{id: .+}")
  @Blocking
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "Erase a pair", operationId = "deletePair")
  @APIResponse(
      responseCode = "200",
      description = "Erased; what weights learned of it stays learned",
      content = @Content(schema = @Schema(implementation = ErasureView.class)))
  @APIResponse(
      responseCode = "202",
      description = "On Kafka; the receipt will be on pair-erasures",
      content = @Content(schema = @Schema(implementation = ErasureView.class)))
  @APIResponse(
      responseCode = "default",
      description = "OpenAI's error object",
      content = @Content(schema = @Schema(implementation = ErrorBody.class)))
  public CompletionStage<Response> erase(
      @PathParam("id") String given, @Context RoutingContext call) {
    String id = checks.id(given).orElseThrow(PairChecks::noId);
    String request = ids.next();
    ErasureRequest erasure = ErasureRequest.ofPair(request).by(Caller.of(call).nameOr(NOBODY));
    CompletionStage<PairErasure> receipt = receipts.of(request, patience);
    return publisher
        .publishTombstone(Topic.IMAGE_TEXT_PAIRS, id, erasure.headers())
        .handle(
            (acknowledged, failure) -> {
              if (failure != null) {
                LOG.atWarn()
                    .addKeyValue("pairId", id)
                    .addKeyValue("reason", failure.getMessage())
                    .log("a pair was not erased");
                throw notTaken();
              }
              return acknowledged;
            })
        .thenCompose(
            acknowledged ->
                receipt.handle(
                    (received, late) ->
                        received == null
                            ? Response.accepted(ErasureView.requested(id, request)).build()
                            : answer(id, received)));
  }

  private static Response answer(String id, PairErasure receipt) {
    if (receipt.getOutcome() == ErasureOutcome.NOT_FOUND) {
      throw new ApiException(
          ApiError.of(404, "pair_not_found", "No pair '%s' is held.".formatted(id)));
    }
    return Response.ok(ErasureView.of(receipt)).build();
  }

  private static ApiException notTaken() {
    return new ApiException(
        ApiError.unavailable(
            "kafka_unavailable", "Kafka did not take the pair; try again.", RETRY_AFTER));
  }

  /** One that is larger than records is alone: it is decoded and encoded again. */
  private static int placesFor(List<FileUpload> images) {
    return images != null
            && images.stream().anyMatch(image -> image.size() > PairLimits.MAX_IMAGE_BYTES)
        ? IN_MEMORY_AT_ONCE
        : 1;
  }

  private void awaitMemory(int places) {
    try {
      if (inMemory.tryAcquire(places, patience.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
    metrics.pairEnded(Outcome.UNAVAILABLE);
    throw new ApiException(
        ApiError.unavailable(
            "too_many_uploads", "Too many pairs are on their way. Try again.", RETRY_AFTER));
  }

  private UploadedPair check(
      List<FileUpload> images, List<String> captions, String id, String source) {
    if (images == null || images.isEmpty() || images.get(0).size() == 0) {
      throw PairChecks.noImage();
    }
    if (images.size() > 1) {
      throw PairChecks.severalImages();
    }
    FileUpload image = images.get(0);
    List<String> checkedCaptions = checks.captions(captions);
    String checkedId = checks.id(id).orElseGet(ids::next);
    String checkedSource = checks.source(source);
    return new UploadedPair(checkedId, checkedCaptions, checks.image(bytes(image)), checkedSource);
  }

  private Response answer(UploadedPair pair, Throwable failure) {
    if (failure != null) {
      metrics.pairEnded(Outcome.UNAVAILABLE);
      LOG.atWarn()
          .addKeyValue("pairId", pair.id())
          .addKeyValue("reason", failure.getMessage())
          .log("a pair was not accepted");
      throw notTaken();
    }
    metrics.pairEnded(Outcome.ANSWERED);
    return Response.accepted(new Accepted(pair.id())).build();
  }

  private static byte[] bytes(FileUpload image) {
    try {
      return Files.readAllBytes(image.uploadedFile());
    } catch (IOException unreadable) {
      throw new UncheckedIOException("The uploaded file cannot be read back", unreadable);
    }
  }
}
