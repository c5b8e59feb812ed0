package dev.xmcgan.gateway.images;

import dev.xmcgan.schemas.ImageResult;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.multi.processors.UnicastProcessor;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One client's events of one request. An event's id lists the images that the client has then, so
 * that any instance can go on where the client was cut off, in whatever order it reads them.
 */
final class RequestEvents {
  private static final Pattern IDS = Pattern.compile("[0-9]{1,2}(,[0-9]{1,2}){0,31}");

  private final Sse sse;
  private final Function<ImageResult, RequestView.Image> view;
  private final Set<Integer> sent;
  private final UnicastProcessor<OutboundSseEvent> queue = UnicastProcessor.create();

  /**
   * @param lastEventId of the last event that the client has; null = none
   */
  RequestEvents(Sse sse, Function<ImageResult, RequestView.Image> view, String lastEventId) {
    this.sse = sse;
    this.view = view;
    this.sent =
        lastEventId != null && IDS.matcher(lastEventId).matches()
            ? Arrays.stream(lastEventId.split(","))
                .map(Integer::valueOf)
                .collect(Collectors.toCollection(TreeSet::new))
            : new TreeSet<>();
    queue.onNext(sse.newEventBuilder().comment("open").build());
  }

  Multi<OutboundSseEvent> all() {
    return queue;
  }

  /** An image is there. */
  synchronized void image(ImageResult image) {
    if (sent.add(image.getIndex())) {
      send("image", view.apply(image));
    }
  }

  /** It is over, or has been followed for long enough. */
  synchronized void end(RequestView end) {
    send(end.status(), end);
    queue.onComplete();
  }

  private void send(String name, Object data) {
    queue.onNext(
        sse.newEventBuilder()
            .id(sent.stream().map(String::valueOf).collect(Collectors.joining(",")))
            .name(name)
            .mediaType(MediaType.APPLICATION_JSON_TYPE)
            .data(data)
            .build());
  }
}
