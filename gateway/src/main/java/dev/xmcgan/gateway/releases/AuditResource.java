package dev.xmcgan.gateway.releases;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.xmcgan.gateway.json.PageLimit;
import dev.xmcgan.gateway.requests.RecordValues;
import dev.xmcgan.gateway.requests.TopicSearch;
import dev.xmcgan.schemas.AuditEntry;
import dev.xmcgan.schemas.Topic;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/** {@code GET /v1/audit}: who released, went back, pinned, forgot, erased, made or revoked keys. */
@Path("/v1/audit")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public final class AuditResource {
  private static final PageLimit LIMIT = new PageLimit(50, 500);

  private final TopicSearch topics;
  private final RecordValues values;

  AuditResource(TopicSearch topics, RecordValues values) {
    this.topics = topics;
    this.values = values;
  }

  /**
   * A page, the newest first.
   *
   * @param hasMore whether there are older ones, before the last of these
   */
  @JsonNaming(SnakeCaseStrategy.class)
  public record AuditList(String object, List<AuditView> data, boolean hasMore) {}

  /**
   * What was done.
   *
   * @param id place on the topic, to ask for what is before it
   * @param subject channel, checkpoint, key, pair or source
   * @param checkpoint that the channel serves from then on
   */
  @JsonNaming(SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record AuditView(
      String id,
      Instant at,
      String who,
      @Schema(
              enumeration = {
                "unknown",
                "released",
                "rolled_back",
                "pinned",
                "unpinned",
                "retrained",
                "forgotten",
                "key_created",
                "key_revoked",
                "pair_erased",
                "source_erased",
                "erasure_requested"
              })
          String action,
      String subject,
      @Schema(nullable = true) String checkpoint,
      @Schema(nullable = true) String previousCheckpoint,
      String reason) {

    private static AuditView of(long offset, AuditEntry entry) {
      return new AuditView(
          Long.toString(offset),
          entry.getAt(),
          entry.getWho(),
          entry.getAction().name().toLowerCase(Locale.ROOT),
          entry.getSubject(),
          entry.getCheckpointId(),
          entry.getPreviousCheckpointId(),
          entry.getReason());
    }
  }

  /** Who did what, the newest first. */
  @GET
  @Operation(summary = "Who changed what, the newest first", operationId = "listAudit")
  @APIResponseSchema(value = AuditList.class, responseCode = "200")
  public AuditList list(
      @Parameter(description = "1 to 500 of them; 50") @QueryParam("limit") String limit,
      @Parameter(description = "Those older than the one of this id") @QueryParam("before")
          String before,
      @Parameter(description = "Those of one channel, checkpoint, key, pair or source")
          @QueryParam("subject")
          String subject) {
    int count = LIMIT.of(limit);
    List<AuditView> found =
        topics
            .newest(
                Topic.AUDIT,
                PageLimit.before(before),
                count + 1,
                record -> subject == null || subject.equals(record.key()))
            .stream()
            .flatMap(this::view)
            .toList();
    return new AuditList(
        "list", found.subList(0, Math.min(count, found.size())), found.size() > count);
  }

  private Stream<AuditView> view(ConsumerRecord<String, byte[]> record) {
    return values.of(Topic.AUDIT, AuditEntry.class, record).stream()
        .map(entry -> AuditView.of(record.offset(), entry));
  }
}
