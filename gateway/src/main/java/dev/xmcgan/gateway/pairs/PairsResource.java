package dev.xmcgan.gateway.pairs;

import dev.xmcgan.gateway.config.GatewayConfig;
import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ApiException;
import dev.xmcgan.gateway.keys.Caller;
import dev.xmcgan.gateway.publishing.EventPublisher;
import dev.xmcgan.gateway.publishing.RecordIds;
import dev.xmcgan.schemas.ErasureOutcome;
import dev.xmcgan.schemas.ErasureRequest;
import dev.xmcgan.schemas.PairErasure;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.AuditEntries;
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
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
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

  private final Duration patience;
  private final PairPublisher pairs;
  private final EventPublisher publisher;
  private final ErasureReceipts receipts;
  private final RecordIds ids;
  private final Clock clock;

  PairsResource(
      GatewayConfig config,
      PairPublisher pairs,
      EventPublisher publisher,
      ErasureReceipts receipts,
      RecordIds ids,
      Clock clock) {
    this.patience = config.publishTimeout();
    this.pairs = pairs;
    this.publisher = publisher;
    this.receipts = receipts;
    this.ids = ids;
    this.clock = clock;
  }

  /** The id under which the pair is on its way. */
  public record Accepted(String id) {}

  /**
   * Takes a pair, or several; answers when Kafka has them. What curation makes of them shows on the
   * topics.
   *
   * @param captions of one image all of them; of several as many as there are images, in their
   *     order, each a caption or several in lines
   */
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
      responseCode = "200",
      description = "Of several, each accepted or rejected, by its position",
      content = @Content(schema = @Schema(implementation = PairBatch.class)))
  public CompletionStage<Response> accept(
      @RestForm("image") List<FileUpload> images,
      @RestForm("caption") List<String> captions,
      @RestForm("id") String id,
      @RestForm("source") String source) {
    if (images != null && images.size() > 1) {
      PairBatch batch = PairBatch.of(takeAll(images, captions, id, source));
      return CompletableFuture.completedStage(Response.ok(batch).build());
    }
    FileUpload image = one(images);
    return pairs
        .take(image.size(), () -> new PairPublisher.Sent(id, captions, bytes(image), source))
        .thenApply(taken -> Response.accepted(new Accepted(taken)).build());
  }

  private List<CompletableFuture<String>> takeAll(
      List<FileUpload> images, List<String> captions, String id, String source) {
    if (captions == null || captions.size() != images.size()) {
      throw pairs.refused(PairChecks.notAsMany(images.size()));
    }
    if (id != null) {
      throw pairs.refused(PairChecks.oneIdForSeveral());
    }
    List<CompletableFuture<String>> taken = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      FileUpload image = images.get(i);
      List<String> its = captions.get(i).lines().toList();
      taken.add(
          pairs.outcome(
              image.size(), () -> new PairPublisher.Sent(null, its, bytes(image), source)));
    }
    return taken;
  }

  /**
   * Erases a pair: it leaves the data set and all that is kept of it; what weights learned of it
   * stays learned. The audit tells who asked, whatever comes of it. Answers with curation's
   * receipt, or, where that takes longer, when Kafka has the request.
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
  public CompletionStage<Response> erase(
      @PathParam("id") String given, @Context RoutingContext call) {
    String id = pairs.checks().id(given).orElseThrow(PairChecks::noId);
    String request = ids.next();
    ErasureRequest erasure = ErasureRequest.ofPair(request).by(Caller.of(call).nameOr(null));
    try {
      publisher
          .publish(Topic.AUDIT, id, AuditEntries.ofRequest(erasure, id, clock.instant()))
          .join();
    } catch (CompletionException failure) {
      throw notErased(id, failure);
    }
    CompletionStage<PairErasure> receipt = receipts.of(request, patience);
    return publisher
        .publishTombstone(Topic.IMAGE_TEXT_PAIRS, id, erasure.headers())
        .exceptionally(
            failure -> {
              throw notErased(id, failure);
            })
        .thenCompose(
            acknowledged ->
                receipt.handle(
                    (received, late) ->
                        received == null
                            ? Response.accepted(ErasureView.requested(id, request)).build()
                            : answer(id, received)));
  }

  private static ApiException notErased(String id, Throwable failure) {
    LOG.atWarn()
        .addKeyValue("pairId", id)
        .addKeyValue("reason", failure.getMessage())
        .log("a pair was not erased");
    return PairPublisher.notTaken();
  }

  private static Response answer(String id, PairErasure receipt) {
    if (receipt.getOutcome() == ErasureOutcome.NOT_FOUND) {
      throw new ApiException(
          ApiError.of(404, "pair_not_found", "No pair '%s' is held.".formatted(id)));
    }
    return Response.ok(ErasureView.of(receipt)).build();
  }

  private FileUpload one(List<FileUpload> images) {
    if (images == null || images.isEmpty() || images.get(0).size() == 0) {
      throw pairs.refused(PairChecks.noImage());
    }
    return images.get(0);
  }

  private static byte[] bytes(FileUpload image) {
    try {
      return Files.readAllBytes(image.uploadedFile());
    } catch (IOException unreadable) {
      throw new UncheckedIOException("The uploaded file cannot be read back", unreadable);
    }
  }
}
