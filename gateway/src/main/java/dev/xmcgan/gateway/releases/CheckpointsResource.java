package dev.xmcgan.gateway.releases;

import static org.eclipse.microprofile.openapi.annotations.enums.SchemaType.STRING;

import dev.xmcgan.gateway.archives.CheckpointTransfers;
import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ApiException;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.transport.checkpoints.CheckpointImport;
import dev.xmcgan.transport.releases.ReleaseSnapshot;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /v1/checkpoints}: what training made and what the gate found; their files handed out, and
 * others brought in.
 */
@Path("/v1/checkpoints")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public final class CheckpointsResource {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointsResource.class);
  private static final String ZIP = "application/zip";
  private static final String CHANNEL = "stable";

  /** Kafka has it by then; a reader that is further behind than this is in trouble. */
  private static final Duration SEEN_WITHIN = Duration.ofSeconds(5);

  private final ReleaseService ledger;
  private final CheckpointTransfers transfers;

  CheckpointsResource(ReleaseService ledger, CheckpointTransfers transfers) {
    this.ledger = ledger;
    this.transfers = transfers;
  }

  /** All of them, the newest first. */
  public record CheckpointList(String object, List<CheckpointView> data) {}

  @GET
  @Operation(summary = "Checkpoints, the newest first", operationId = "listCheckpoints")
  @APIResponseSchema(value = CheckpointList.class, responseCode = "200")
  public CheckpointList list() {
    ReleaseSnapshot book = ledger.book();
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
  @APIResponseSchema(value = CheckpointView.class, responseCode = "200")
  public CheckpointView retrieve(@PathParam("id") String id) {
    ReleaseSnapshot book = ledger.book();
    return CheckpointView.of(known(book, id), book);
  }

  /** Its files as one archive. */
  @GET
  @Path("/{id}/files")
  @Produces(ZIP)
  @Operation(summary = "A checkpoint's files as a zip archive", operationId = "exportCheckpoint")
  @APIResponse(
      responseCode = "200",
      description = "The directory that ./xmcgan checkpoints export writes",
      content = @Content(mediaType = ZIP, schema = @Schema(type = STRING, format = "binary")))
  public Response export(@PathParam("id") String id) throws IOException, InterruptedException {
    Checkpoint checkpoint = known(ledger.book(), id);
    return archive(id).entity(transfers.export(checkpoint)).build();
  }

  /** Only whether there is such a checkpoint: nothing is fetched for it. */
  @HEAD
  @Path("/{id}/files")
  @Operation(hidden = true)
  public Response head(@PathParam("id") String id) {
    known(ledger.book(), id);
    return archive(id).type(ZIP).build();
  }

  /** Publishes what an archive holds. */
  @POST
  @Consumes({ZIP, "application/x-zip-compressed"})
  @Operation(
      summary = "Bring a checkpoint in, as a zip archive of its files",
      operationId = "importCheckpoint")
  @RequestBody(
      required = true,
      content = @Content(mediaType = ZIP, schema = @Schema(type = STRING, format = "binary")))
  @APIResponse(
      responseCode = "201",
      description = "On Kafka; not released",
      content = @Content(schema = @Schema(implementation = CheckpointView.class)))
  public CompletionStage<Response> importArchive(
      @Parameter(description = "Of the new checkpoint; import- and the weights' hash")
          @QueryParam("id")
          String id,
      @Parameter(description = "Id of the encoder it was trained with; that of the stable release")
          @QueryParam("text_encoder")
          String textEncoder,
      InputStream archive)
      throws IOException {
    ReleaseSnapshot book = ledger.book();
    Checkpoint published =
        transfers.importArchive(
            archive,
            checkedId(id),
            encoder(book, textEncoder),
            taken -> ledger.book().checkpoint(taken).isPresent());
    String publishedId = published.getCheckpointId();
    LOG.atInfo().addKeyValue("checkpointId", publishedId).log("a checkpoint was brought in");
    // whoever is told of it can ask for it, and release it
    return ledger
        .seen(publishedId)
        .completeOnTimeout(null, SEEN_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
        .thenApply(
            seen ->
                Response.status(Response.Status.CREATED)
                    .header(HttpHeaders.LOCATION, "/v1/checkpoints/" + publishedId)
                    .entity(CheckpointView.of(published, ledger.book()))
                    .build());
  }

  private static Response.ResponseBuilder archive(String id) {
    return Response.ok()
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"%s.zip\"".formatted(id));
  }

  private static Optional<String> checkedId(String id) {
    if (id != null && !CheckpointImport.isId(id)) {
      throw new ApiException(
          ApiError.invalid(
              "id", "invalid_id", "'id' may only hold letters, digits, '.', '_' and '-'."));
    }
    return Optional.ofNullable(id);
  }

  private static String encoder(ReleaseSnapshot book, String given) {
    return Optional.ofNullable(given)
        .filter(text -> !text.isBlank())
        .or(
            () ->
                book.release(CHANNEL)
                    .flatMap(release -> book.checkpoint(release.getCheckpointId()))
                    .map(Checkpoint::getTextEncoder))
        .orElseThrow(
            () ->
                new ApiException(
                    ApiError.invalid(
                        "text_encoder",
                        "missing_required_parameter",
                        "Nothing is released whose text encoder could be meant: name it.")));
  }

  private static Checkpoint known(ReleaseSnapshot book, String id) {
    return book.checkpoint(id)
        .orElseThrow(
            () ->
                new ApiException(
                    ApiError.of(404, "checkpoint_not_found", "there is no checkpoint " + id)));
  }
}
