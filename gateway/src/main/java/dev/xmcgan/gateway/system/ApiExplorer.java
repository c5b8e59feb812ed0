package dev.xmcgan.gateway.system;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;

/**
 * Says in the API's description how callers show their keys, and leads from where Quarkus has
 * Swagger UI to ours: its own page has scripts within, which the Content-Security-Policy of all
 * paths forbids.
 */
@SecurityScheme(
    securitySchemeName = ApiExplorer.KEY,
    type = SecuritySchemeType.HTTP,
    scheme = "bearer",
    description = "A key, where the gateway asks for one")
@OpenAPIDefinition(
    info = @Info(title = "XMC-GAN Streams gateway", version = "1"),
    security = @SecurityRequirement(name = ApiExplorer.KEY))
@Singleton
public final class ApiExplorer {
  static final String KEY = "key";

  private static final String PAGE = "/page/openapi.html";
  private static final int FOUND = 302;

  void register(@Observes Router router) {
    router
        .get("/q/swagger-ui")
        .handler(
            call ->
                call.response().setStatusCode(FOUND).putHeader(HttpHeaders.LOCATION, PAGE).end());
  }
}
