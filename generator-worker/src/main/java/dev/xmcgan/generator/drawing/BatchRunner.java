package dev.xmcgan.generator.drawing;

import dev.xmcgan.generator.batching.MicroBatch;
import dev.xmcgan.generator.batching.MicroBatch.Share;
import dev.xmcgan.generator.drawing.DrawResult.Drawn;
import dev.xmcgan.generator.drawing.DrawResult.Failed;
import dev.xmcgan.generator.encoding.ImageEncoder;
import dev.xmcgan.generator.encoding.Provenance;
import dev.xmcgan.generator.requests.DrawRequest;
import dev.xmcgan.generator.requests.HeldRequest;
import dev.xmcgan.generator.requests.RequestFailure;
import dev.xmcgan.model.generation.GeneratedImage;
import dev.xmcgan.model.generation.ImageRequest;
import dev.xmcgan.model.generation.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Draws and encodes a micro-batch. */
public final class BatchRunner {
  private static final Logger LOG = LoggerFactory.getLogger(BatchRunner.class);

  private BatchRunner() {}

  /**
   * One drawing per share, in their order. When the generator throws, each request is drawn alone
   * and only the one that makes it throw again fails.
   */
  public static List<DrawResult> paint(LoadedGenerator drawer, MicroBatch<HeldRequest> batch) {
    List<ImageRequest> requests = new ArrayList<>();
    batch.shares().forEach(share -> requests.addAll(imageRequests(share)));
    List<GeneratedImage> images;
    try {
      images = draw(drawer, requests);
    } catch (RuntimeException e) {
      LOG.atWarn()
          .setCause(e)
          .addKeyValue("images", requests.size())
          .log("the generator failed on a micro-batch; drawing its requests one by one");
      return batch.shares().stream().map(share -> paintAlone(drawer, share)).toList();
    }
    List<DrawResult> drawings = new ArrayList<>();
    int from = 0;
    for (Share<HeldRequest> share : batch.shares()) {
      int to = from + share.images();
      drawings.add(finished(drawer.checkpointId(), share, images.subList(from, to)));
      from = to;
    }
    return drawings;
  }

  private static DrawResult paintAlone(LoadedGenerator drawer, Share<HeldRequest> share) {
    try {
      return finished(drawer.checkpointId(), share, draw(drawer, imageRequests(share)));
    } catch (RuntimeException e) {
      LOG.atError()
          .setCause(e)
          .addKeyValue("requestId", share.request().request().requestId())
          .log("the generator failed on a request alone");
      return new Failed(share, RequestFailure.internal("the generator failed: " + e, 2));
    }
  }

  private static List<GeneratedImage> draw(LoadedGenerator drawer, List<ImageRequest> requests) {
    List<GeneratedImage> images = drawer.draw(requests);
    if (images.size() != requests.size()) {
      throw new IllegalStateException(
          "asked for %d images and got %d".formatted(requests.size(), images.size()));
    }
    return images;
  }

  private static List<ImageRequest> imageRequests(Share<HeldRequest> share) {
    DrawRequest request = share.request().request();
    return IntStream.range(share.from(), share.to())
        .mapToObj(
            place ->
                new ImageRequest(
                    request.caption(),
                    Seeds.imageSeed(request.seed(), request.imageIndex(place)),
                    request.truncation()))
        .toList();
  }

  private static DrawResult finished(
      String checkpointId, Share<HeldRequest> share, List<GeneratedImage> images) {
    if (!images.stream().allMatch(GeneratedImage::finite)) {
      return new Failed(
          share,
          RequestFailure.nonFinite(
              "checkpoint " + checkpointId + " drew values that are no number or infinite"));
    }
    // encoding is most of the time that is not the generator's, and images are independent
    List<DrawnImage> drawn =
        IntStream.range(0, images.size())
            .parallel()
            .mapToObj(i -> encoded(checkpointId, share.request(), share.from() + i, images.get(i)))
            .toList();
    return new Drawn(share, drawn);
  }

  private static DrawnImage encoded(
      String checkpointId, HeldRequest held, int place, GeneratedImage image) {
    DrawRequest request = held.request();
    int index = request.imageIndex(place);
    return new DrawnImage(
        place,
        Seeds.imageSeed(request.seed(), index),
        ImageEncoder.encode(
            image,
            request.size(),
            request.format(),
            new Provenance(request.caption(), request.seed(), index, checkpointId)));
  }
}
