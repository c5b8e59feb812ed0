package dev.xmcgan.gateway.images;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.xmcgan.gateway.json.PageLimit;
import dev.xmcgan.gateway.keys.Caller;
import dev.xmcgan.gateway.requests.RequestHistory;
import dev.xmcgan.gateway.requests.RequestSearch;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/** {@code GET /v1/requests}: what a caller asked for lately, page by page. */
@Path("/v1/requests")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public final class RequestHistoryResource {
  private static final PageLimit LIMIT = new PageLimit(10, 50);

  private final RequestHistory history;
  private final RequestSearch search;
  private final RequestViews views;

  RequestHistoryResource(RequestHistory history, RequestSearch search, RequestViews views) {
    this.history = history;
    this.search = search;
    this.views = views;
  }

  /**
   * A page, the newest first.
   *
   * @param hasMore whether there are older ones, after the last of these
   */
  @JsonNaming(SnakeCaseStrategy.class)
  public record RequestList(String object, List<RequestView> data, boolean hasMore) {}

  /** The caller's own requests; an admin's, and those of callers without a key, are all. */
  @GET
  @Operation(summary = "Requests, the newest first", operationId = "listRequests")
  @APIResponseSchema(RequestList.class)
  public RequestList list(
      @Parameter(description = "1 to 50 of them; 10") @QueryParam("limit") String limit,
      @Parameter(description = "Those older than the request of this id") @QueryParam("after")
          String after,
      @Parameter(description = "Those of this user alone") @QueryParam("user") String user,
      @Context RoutingContext call) {
    int count = LIMIT.of(limit);
    Caller caller = Caller.of(call);
    List<String> ids =
        history.page(
            owner -> caller.mayTouchWhatIsOf(owner) && (user == null || user.equals(owner)),
            Optional.ofNullable(after),
            count + 1);
    List<RequestView> page =
        ids.stream()
            .limit(count)
            .flatMap(id -> search.request(id).stream())
            .map(request -> views.of(request, views.urls(call)))
            .toList();
    return new RequestList("list", page, ids.size() > count);
  }
}
