package dev.xmcgan.gateway.keys;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.xmcgan.gateway.config.GatewayConfig;
import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ApiException;
import dev.xmcgan.gateway.json.JsonBody;
import dev.xmcgan.schemas.ApiRole;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/** {@code /v1/session}: lets the page use a key without any script being able to read it. */
@Path("/v1/session")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public final class SessionResource {
  private final KeyCheck keys;
  private final JsonBody bodies;
  private final boolean isPublishedWithTls;

  SessionResource(KeyCheck keys, JsonBody bodies, GatewayConfig config) {
    this.keys = keys;
    this.bodies = bodies;
    this.isPublishedWithTls =
        config.http().publicUrl().filter(url -> "https".equals(url.getScheme())).isPresent();
  }

  /** A key to be used from now on. */
  public record SessionRequest(@NotNull String key) {}

  /**
   * Who is asking.
   *
   * @param name whose key it is; null without one
   * @param roles what may be done
   * @param keyRequired whether anything can be done without one
   */
  @JsonNaming(SnakeCaseStrategy.class)
  public record Session(String name, List<String> roles, boolean keyRequired) {}

  /** Who calls, and whether a key is needed. */
  @GET
  @Operation(summary = "Who calls, and whether a key is needed", operationId = "getSession")
  public Session session(@Context RoutingContext call) {
    Caller caller = Caller.of(call);
    boolean isNobody = caller.name().isEmpty() && keys.isRequired();
    return view(
        isNobody
            ? new Caller(caller.name(), Set.of(), Optional.empty(), Optional.empty())
            : caller);
  }

  /** Sets a cookie with the key that no script can read and no other site makes a browser send. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Use a key in this browser", operationId = "openSession")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = SessionRequest.class),
              examples =
                  @ExampleObject(
                      name = "a key",
                      value =
                          """
                          {"key": "xmcgan_5f0c2a91_0123456789abcdef"}
                          """)))
  @APIResponseSchema(value = Session.class, responseCode = "200")
  public Response open(byte[] body, @Context RoutingContext call) {
    String key = bodies.read(body, SessionRequest.class).key().strip();
    Caller caller =
        keys.owner(key)
            .orElseThrow(
                () ->
                    new ApiException(
                        ApiError.of(401, "invalid_api_key", "This key is not known here.")));
    NewCookie cookie =
        new NewCookie.Builder(KeyCheck.COOKIE)
            .value(key)
            .path("/")
            .httpOnly(true)
            .secure(call.request().isSSL() || isPublishedWithTls)
            .sameSite(NewCookie.SameSite.STRICT)
            .build();
    return Response.ok(view(caller))
        .cookie(cookie)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }

  private Session view(Caller caller) {
    return new Session(
        caller.name().orElse(null),
        caller.roles().stream()
            .filter(role -> role != ApiRole.UNKNOWN)
            .map(role -> role.name().toLowerCase(Locale.ROOT))
            .sorted()
            .toList(),
        keys.isRequired());
  }
}
