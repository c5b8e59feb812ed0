package dev.xmcgan.generator.drawing;

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
import dev.xmcgan.model.generation.WordMaps;
import dev.xmcgan.model.text.ReadCaption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Draws the shares of a micro-batch with one generator and has their images encoded.
 *
 * <p>Where the generator throws, the micro-batch is drawn in halves, until the share it throws for
 * stands alone: only that one fails. Where memory does not suffice, a share's images are drawn in
 * halves, too. An image that cannot be encoded fails its own request.
 */
final class BatchRunner {
  private static final Logger LOG = LoggerFactory.getLogger(BatchRunner.class);

  private final LoadedGenerator generator;
  private final Executor encoders;

  /**
   * @param encoders where images are encoded
   */
  BatchRunner(LoadedGenerator generator, Executor encoders) {
    this.generator = generator;
    this.encoders = encoders;
  }

  /**
   * Draws; returns when the last pass is through and the images are being encoded.
   *
   * @return what becomes of each share, in their order
   * @throws VirtualMachineError when the virtual machine itself is broken; not for want of memory
   */
  List<CompletableFuture<DrawResult>> run(List<Share<HeldRequest>> shares) {
    return run(shares, 1);
  }

  /** What the generator is asked for. */
  static List<ImageRequest> imageRequests(List<Share<HeldRequest>> shares) {
    List<ImageRequest> requests = new ArrayList<>();
    for (Share<HeldRequest> share : shares) {
      DrawRequest request = share.request().request();
      for (int place = share.from(); place < share.to(); place++) {
        requests.add(request.image(place));
      }
    }
    return requests;
  }

  /** Whose images the shares are; for logs. */
  static List<String> requestIds(List<Share<HeldRequest>> shares) {
    return shares.stream().map(share -> share.request().request().requestId()).toList();
  }

  private List<CompletableFuture<DrawResult>> run(List<Share<HeldRequest>> shares, int attempt) {
    List<Picture> images;
    boolean attended = shares.stream().anyMatch(share -> share.request().request().attention());
    try {
      images = draw(imageRequests(shares), attended, requestIds(shares));
    } catch (RuntimeException | Error e) {
      requireWorkingMachine(e);
      if (shares.size() == 1) {
        return List.of(CompletableFuture.completedFuture(failed(shares.get(0), e, attempt)));
      }
      LOG.atWarn()
          .setCause(e)
          .addKeyValue("requestIds", requestIds(shares))
          .log("the generator failed on a micro-batch; drawing its halves");
      int half = shares.size() / 2;
      List<CompletableFuture<DrawResult>> results = new ArrayList<>();
      results.addAll(run(shares.subList(0, half), attempt + 1));
      results.addAll(run(shares.subList(half, shares.size()), attempt + 1));
      return results;
    }
    List<CompletableFuture<DrawResult>> results = new ArrayList<>();
    int from = 0;
    for (Share<HeldRequest> share : shares) {
      int to = from + share.images();
      results.add(encoded(share, images.subList(from, to)));
      from = to;
    }
    return results;
  }

  /** An image as it was drawn. */
  private record Picture(GeneratedImage image, Optional<WordMaps> words) {}

  /** Attention comes from the pass that draws: all of it tells it, or nothing does. */
  private List<Picture> draw(
      List<ImageRequest> requests, boolean attended, List<String> requestIds) {
    List<Picture> images;
    try {
      images =
          attended
              ? generator.drawAttended(requests).stream()
                  .map(drawn -> new Picture(drawn.image(), Optional.of(drawn.words())))
                  .toList()
              : generator.draw(requests).stream()
                  .map(drawn -> new Picture(drawn, Optional.empty()))
                  .toList();
    } catch (RuntimeException | OutOfMemoryError e) {
      if (!OutOfMemory.is(e) || requests.size() == 1) {
        throw e;
      }
      LOG.atWarn()
          .addKeyValue("requestIds", requestIds)
          .addKeyValue("images", requests.size())
          .log("out of memory; drawing halves");
      int half = requests.size() / 2;
      images = new ArrayList<>(draw(requests.subList(0, half), attended, requestIds));
      images.addAll(draw(requests.subList(half, requests.size()), attended, requestIds));
    }
    if (images.size() != requests.size()) {
      throw new IllegalStateException(
          "asked for %d images and got %d".formatted(requests.size(), images.size()));
    }
    return images;
  }

  private CompletableFuture<DrawResult> encoded(Share<HeldRequest> share, List<Picture> images) {
    if (!images.stream().allMatch(picture -> picture.image().finite())) {
      return CompletableFuture.completedFuture(
          new Failed(
              share,
              RequestFailure.nonFinite(
                  "checkpoint %s drew values that are no number or infinite"
                      .formatted(generator.checkpointId())),
              true));
    }
    String checkpointId = generator.checkpointId();
    ReadCaption read = generator.read(share.request().request().caption());
    List<CompletableFuture<DrawnImage>> files =
        IntStream.range(0, images.size())
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () ->
                            encoded(
                                checkpointId,
                                share.request(),
                                share.from() + i,
                                read,
                                images.get(i)),
                        encoders))
            .toList();
    return CompletableFuture.allOf(files.toArray(new CompletableFuture<?>[0]))
        .<DrawResult>thenApply(
            done -> new Drawn(share, files.stream().map(CompletableFuture::join).toList()))
        .exceptionally(e -> notEncoded(share, e.getCause()));
  }

  private static DrawnImage encoded(
      String checkpointId, HeldRequest held, int place, ReadCaption read, Picture picture) {
    DrawRequest request = held.request();
    return new DrawnImage(
        place,
        request.imageSeed(place),
        read,
        ImageEncoder.encode(
            picture.image(),
            request.size(),
            request.format(),
            request.compression(),
            Provenance.of(request, place, checkpointId)),
        request.attention() ? picture.words() : Optional.empty());
  }

  private static Failed failed(Share<HeldRequest> share, Throwable e, int attempts) {
    LOG.atError()
        .setCause(e)
        .addKeyValue("requestId", share.request().request().requestId())
        .log("the generator failed on a request alone");
    return new Failed(
        share, RequestFailure.internal("the generator failed: " + e, attempts), !OutOfMemory.is(e));
  }

  private static DrawResult notEncoded(Share<HeldRequest> share, Throwable e) {
    LOG.atError()
        .setCause(e)
        .addKeyValue("requestId", share.request().request().requestId())
        .log("an image cannot be encoded");
    return new Failed(
        share, RequestFailure.internal("the image cannot be encoded: " + e, 1), false);
  }

  /** A virtual machine that is broken draws nothing right; one that wants memory or stack may. */
  private static void requireWorkingMachine(Throwable e) {
    if (e instanceof VirtualMachineError broken
        && !(e instanceof OutOfMemoryError)
        && !(e instanceof StackOverflowError)) {
      throw broken;
    }
  }
}
