package dev.xmcgan.gateway.releases;

import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ApiException;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.transport.releases.ReleaseBook;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Comparator;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** {@code GET /v1/checkpoints}: what training made, and what the gate found. */
@Path("/v1/checkpoints")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public final class CheckpointsResource {
  private final ReleaseLedger ledger;

  CheckpointsResource(ReleaseLedger ledger) {
    this.ledger = ledger;
  }

  /** All of them, the newest first. */
  public record CheckpointList(String object, List<CheckpointView> data) {}

  @GET
  @Operation(summary = "Checkpoints, the newest first", operationId = "listCheckpoints")
  public CheckpointList list() {
    ReleaseBook book = ledger.book();
    return new CheckpointList(
        "list",
        book.checkpoints().values().stream()
            .sorted(
                Comparator.comparing(Checkpoint::getCreatedAt)
                    .thenComparing(Checkpoint::getCheckpointId)
                    .reversed())
            .map(checkpoint -> CheckpointView.of(checkpoint, book))
            .toList());
  }

  @GET
  @Path("/{id}")
  @Operation(summary = "One checkpoint", operationId = "retrieveCheckpoint")
  public CheckpointView retrieve(@PathParam("id") String id) {
    ReleaseBook book = ledger.book();
    return book.checkpoint(id)
        .map(checkpoint -> CheckpointView.of(checkpoint, book))
        .orElseThrow(
            () ->
                new ApiException(
                    ApiError.of(404, "checkpoint_not_found", "there is no checkpoint " + id)));
  }
}
