package dev.xmcgan.gateway.system;

import dev.xmcgan.gateway.queue.OpenRequests;
import dev.xmcgan.gateway.requests.RecordValues;
import dev.xmcgan.gateway.requests.TopicSearch;
import dev.xmcgan.gateway.system.SystemView.DeadLetterView;
import dev.xmcgan.gateway.system.SystemView.QueueView;
import dev.xmcgan.gateway.system.SystemView.RejectedPairView;
import dev.xmcgan.schemas.RejectedPair;
import dev.xmcgan.schemas.Topic;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/**
 * {@code GET /v1/system}: how much is waited for, how far everybody is behind, what the disks hold,
 * and what was given up lately and why.
 */
@Path("/v1/system")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public final class SystemResource {
  private static final int SHOWN = 10;

  private final OpenRequests open;
  private final TopicSearch topics;
  private final RecordValues values;
  private final ClusterFigures cluster;

  SystemResource(
      OpenRequests open, TopicSearch topics, RecordValues values, ClusterFigures cluster) {
    this.open = open;
    this.cluster = cluster;
    this.topics = topics;
    this.values = values;
  }

  /** As it is now; the queue is that of the requests whose answers this instance reads. */
  @GET
  @Operation(summary = "What waits, and what was given up", operationId = "getSystem")
  @APIResponseSchema(value = SystemView.class, responseCode = "200")
  public SystemView system() {
    ClusterFigures.Figures figures = cluster.now();
    return new SystemView(
        QueueView.of(open),
        figures.lags(),
        figures.disks(),
        newest(Topic.REJECTED_PAIRS).stream().flatMap(this::rejected).toList(),
        newest(Topic.DEAD_LETTERS).stream().map(DeadLetterView::of).toList());
  }

  private Stream<RejectedPairView> rejected(ConsumerRecord<String, byte[]> record) {
    return values.of(Topic.REJECTED_PAIRS, RejectedPair.class, record).stream()
        .map(pair -> RejectedPairView.of(record.offset(), pair));
  }

  private List<ConsumerRecord<String, byte[]>> newest(Topic topic) {
    return topics.newest(topic, Long.MAX_VALUE, SHOWN, record -> true);
  }
}
