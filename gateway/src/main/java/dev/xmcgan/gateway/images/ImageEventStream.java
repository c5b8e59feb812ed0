package dev.xmcgan.gateway.images;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.xmcgan.gateway.answers.RequestAnswer;
import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ApiException;
import dev.xmcgan.gateway.errors.ErrorBody;
import dev.xmcgan.gateway.requests.GenerationRequest;
import dev.xmcgan.schemas.ImageResult;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.multi.processors.UnicastProcessor;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ObjLongConsumer;

/**
 * OpenAI's stream of image events: {@code image_generation.completed} for each image as it comes,
 * in whatever order; {@code error} where it ends without all of them.
 */
final class ImageEventStream {
  private static final String COMPLETED = "image_generation.completed";
  private static final String ERROR = "error";

  /** What OpenAI's event says, and what we say of an image beside it. */
  @JsonNaming(SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Completed(
      String type,
      long createdAt,
      String size,
      String quality,
      String background,
      String outputFormat,
      @JsonUnwrapped ImagesResponse.Image image,
      String id) {}

  private final Sse sse;
  private final Function<ImageResult, ImagesResponse.Image> view;
  private final ObjLongConsumer<String> memory;
  private final GenerationRequest request;
  private final UnicastProcessor<OutboundSseEvent> queue = UnicastProcessor.create();

  /**
   * @param memory holds the bytes of an image of a request until they are read
   */
  ImageEventStream(
      Sse sse,
      Function<ImageResult, ImagesResponse.Image> view,
      ObjLongConsumer<String> memory,
      GenerationRequest request) {
    this.sse = sse;
    this.view = view;
    this.memory = memory;
    this.request = request;
    queue.onNext(sse.newEventBuilder().comment("accepted").build());
  }

  /** The events, for the one client. */
  Multi<OutboundSseEvent> all() {
    return queue;
  }

  /** An image came. */
  synchronized void image(ImageResult result) {
    ImagesResponse.Image image = view.apply(result);
    try {
      memory.accept(result.getRequestId(), image.bytes());
    } catch (ApiException noRoom) {
      finish(noRoom.error());
      return;
    }
    send(
        COMPLETED,
        new Completed(
            COMPLETED,
            result.getCreatedAt().getEpochSecond(),
            "%dx%d".formatted(result.getWidth(), result.getHeight()),
            "auto",
            "opaque",
            ImagesResponse.mediaName(request.format()),
            image,
            result.getRequestId()));
  }

  /**
   * No more images come.
   *
   * @return why not all came, if that is so
   */
  synchronized Optional<ApiError> end(String requestId, RequestAnswer answer) {
    if (answer instanceof RequestAnswer.Drawn) {
      queue.onComplete();
      return Optional.empty();
    }
    ApiError error = AnswerErrors.of(answer, request.count(), requestId);
    finish(error);
    return Optional.of(error);
  }

  private void finish(ApiError error) {
    send(ERROR, ErrorBody.of(error));
    queue.onComplete();
  }

  private void send(String name, Object data) {
    queue.onNext(
        sse.newEventBuilder()
            .name(name)
            .mediaType(MediaType.APPLICATION_JSON_TYPE)
            .data(data)
            .build());
  }
}
