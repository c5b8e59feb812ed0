package dev.xmcgan.gateway.events;

import dev.xmcgan.gateway.events.EventViews.MetricsView;
import dev.xmcgan.gateway.events.TrainingHistory.Measured;
import dev.xmcgan.gateway.json.PageLimit;
import dev.xmcgan.gateway.requests.RecordValues;
import dev.xmcgan.gateway.requests.TopicSearch;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.TrainingMetrics;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/** {@code GET /v1/training}: what trainers measured, as far back as Kafka keeps it. */
@Path("/v1/training")
@Blocking
public final class TrainingResource {
  static final String CSV = "text/csv;charset=UTF-8";
  private static final PageLimit LIMIT = new PageLimit(200, 2_000);

  private final TopicSearch topics;
  private final RecordValues values;

  TrainingResource(TopicSearch topics, RecordValues values) {
    this.topics = topics;
    this.values = values;
  }

  /** A page, the newest first. */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Training's scalars, the newest first; text/csv in the order of time",
      operationId = "listTraining")
  @APIResponseSchema(value = TrainingHistory.class, responseCode = "200")
  public TrainingHistory list(
      @Parameter(description = "1 to 2000 of them; 200") @QueryParam("limit") String limit,
      @Parameter(description = "Those older than the one of this id") @QueryParam("before")
          String before,
      @Parameter(description = "Those of one trainer") @QueryParam("trainer") String trainer) {
    int count = LIMIT.of(limit);
    List<ConsumerRecord<String, byte[]>> found =
        topics.newest(
            Topic.TRAINING_METRICS,
            PageLimit.before(before),
            count + 1,
            record -> trainer == null || trainer.equals(record.key()));
    return new TrainingHistory(
        "list", found.stream().limit(count).flatMap(this::measured).toList(), found.size() > count);
  }

  /** The same page as a table. */
  @GET
  @Produces(CSV)
  @Operation(hidden = true)
  public String table(
      @QueryParam("limit") String limit,
      @QueryParam("before") String before,
      @QueryParam("trainer") String trainer) {
    return list(limit, before, trainer).csv();
  }

  private Stream<Measured> measured(ConsumerRecord<String, byte[]> record) {
    return values.of(Topic.TRAINING_METRICS, TrainingMetrics.class, record).stream()
        .map(metrics -> new Measured(Long.toString(record.offset()), MetricsView.of(metrics)));
  }
}
