package dev.xmcgan.gateway.errors;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/**
 * Describes in the API of each operation the errors that {@link ErrorWriter} writes. Either form is
 * a schema of the API since one resource says so by itself.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class DescribedErrors implements OASFilter {

  @Override
  public void filterOpenAPI(OpenAPI api) {
    api.getPaths()
        .getPathItems()
        .forEach(
            (path, item) ->
                item.getOperations()
                    .values()
                    .forEach(operation -> operation.getResponses().setDefaultValue(on(path))));
  }

  private static APIResponse on(String path) {
    return ErrorWriter.isOpenAi(path)
        ? response("OpenAI's error object", ErrorWriter.JSON, ErrorBody.class)
        : response("RFC 9457's problem", Problem.MEDIA_TYPE, Problem.class);
  }

  private static APIResponse response(String description, String mediaType, Class<?> schema) {
    return OASFactory.createAPIResponse()
        .description(description)
        .content(
            OASFactory.createContent()
                .addMediaType(
                    mediaType,
                    OASFactory.createMediaType()
                        .schema(OASFactory.createSchema().ref(schema.getSimpleName()))));
  }
}
