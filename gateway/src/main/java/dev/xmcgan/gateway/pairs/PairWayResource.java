package dev.xmcgan.gateway.pairs;

import dev.xmcgan.gateway.config.GatewayConfig;
import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ApiException;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/** {@code GET /v1/pairs/{id}}: what became of a pair. */
@Path("/v1/pairs")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public final class PairWayResource {
  private final PairChecks checks;
  private final PairSearch pairs;

  PairWayResource(GatewayConfig config, PairSearch pairs) {
    this.checks = new PairChecks(config);
    this.pairs = pairs;
  }

  /** The way of a pair until now. */
  @GET
  @Path("/{id: .+}")
  @Operation(
      summary = "What became of a pair: accepted, rejected, learned at which step, drawn by which",
      operationId = "getPair")
  @APIResponseSchema(PairView.class)
  public PairView way(@PathParam("id") String given) {
    String id = checks.id(given).orElseThrow(PairChecks::noId);
    return pairs
        .find(id)
        .orElseThrow(() -> new ApiException(ApiError.of(404, "pair_not_found", unknown(id))));
  }

  private static String unknown(String id) {
    return "No topic knows a pair '%s'. One that came under an id of its own shows once curation has it."
        .formatted(id);
  }
}
