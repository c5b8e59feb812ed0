package dev.xmcgan.gateway.webhooks;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.xmcgan.gateway.config.GatewayConfig;
import dev.xmcgan.gateway.keys.Caller;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jboss.resteasy.reactive.ResponseHeader;

/** {@code GET /v1/webhooks}: by which secret a caller's callbacks are signed. */
@Path("/v1/webhooks")
@Produces(MediaType.APPLICATION_JSON)
public final class WebhookResource {
  private final WebhookSecrets secrets;
  private final boolean isOn;

  WebhookResource(WebhookSecrets secrets, GatewayConfig config) {
    this.secrets = secrets;
    this.isOn = config.webhooks().secret().isPresent();
  }

  /**
   * What a receiver needs to know.
   *
   * @param enabled whether there are callbacks here
   * @param secret by which those of this caller are signed
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record WebhookInfo(boolean enabled, @Schema(nullable = true) String secret) {}

  /** The caller's secret; a caller without a key may ask for that of the user they name. */
  @GET
  @ResponseHeader(name = "Cache-Control", value = "no-store")
  @Operation(summary = "The secret that signs your webhooks", operationId = "getWebhooks")
  public WebhookInfo info(@QueryParam("user") String user, @Context RoutingContext call) {
    String owner = Caller.of(call).nameOr(user);
    return new WebhookInfo(isOn, isOn ? secrets.of(owner) : null);
  }
}
