package dev.xmcgan.gateway.models;

import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ApiException;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** {@code GET /v1/models}, in the shape of the OpenAI Models API. */
@Path("/v1/models")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public final class ModelsResource {
  private final ModelCatalog catalog;

  ModelsResource(ModelCatalog catalog) {
    this.catalog = catalog;
  }

  /** OpenAI's list object. */
  public record ModelList(String object, List<Model> data) {}

  @GET
  @Operation(summary = "Release channels and checkpoints", operationId = "listModels")
  public ModelList list() {
    return new ModelList("list", catalog.all());
  }

  @GET
  @Path("/{id}")
  @Operation(
      summary = "One channel or checkpoint, with the words that it was taught",
      operationId = "retrieveModel")
  public Model retrieve(@PathParam("id") String id) {
    return catalog.described(id).orElseThrow(() -> new ApiException(ApiError.unknownModel(id)));
  }
}
