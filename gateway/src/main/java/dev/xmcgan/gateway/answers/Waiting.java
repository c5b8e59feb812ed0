package dev.xmcgan.gateway.answers;

import dev.xmcgan.gateway.protection.MemoryBudget;
import dev.xmcgan.schemas.GenerationFailure;
import dev.xmcgan.schemas.ImageResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One caller's wait for the answer of a request. Images come in any order, each perhaps more than
 * once; the first of an index stays. Nobody holds a thread.
 */
public final class Waiting {
  private static final Logger LOG = LoggerFactory.getLogger(Waiting.class);

  private final String requestId;
  private final Consumer<ImageResult> listener;
  private final ImageResult[] images;
  private final CompletableFuture<RequestAnswer> answer = new CompletableFuture<>();
  private final MemoryBudget memory;
  private final List<MemoryBudget.Share> held = new ArrayList<>();
  private int missing;
  private boolean isReleased;

  /**
   * @param memory for the images of all who wait
   * @param listener hears of each image once, in the order in which they come
   */
  Waiting(String requestId, int count, MemoryBudget memory, Consumer<ImageResult> listener) {
    this.requestId = requestId;
    this.memory = memory;
    this.listener = listener;
    this.images = new ImageResult[count];
    this.missing = count;
  }

  /** What became of the request; never fails. */
  public CompletionStage<RequestAnswer> answer() {
    return answer.minimalCompletionStage();
  }

  /** Whether that is known. */
  public boolean isOver() {
    return answer.isDone();
  }

  /** How many images are here. */
  public synchronized int received() {
    return images.length - missing;
  }

  /** An image came, or was found. */
  public synchronized void accept(ImageResult image) {
    int index = image.getIndex();
    if (index < 0 || index >= images.length) {
      LOG.atWarn()
          .addKeyValue("requestId", requestId)
          .addKeyValue("index", index)
          .addKeyValue("workerId", image.getWorkerId())
          .log("ignored an image that nobody asked for");
      return;
    }
    if (images[index] != null || isOver() || isReleased) {
      return;
    }
    if (!hold(image)) {
      finish(new RequestAnswer.NoRoom());
      return;
    }
    images[index] = image;
    missing--;
    listener.accept(image);
    if (missing == 0) {
      finish(new RequestAnswer.Drawn(List.copyOf(Arrays.asList(images))));
    }
  }

  /** Its images are used no more, or their bytes are counted elsewhere; none is taken any more. */
  public synchronized void release() {
    isReleased = true;
    held.forEach(MemoryBudget.Share::release);
    held.clear();
  }

  private boolean hold(ImageResult image) {
    MemoryBudget.Share share = memory.take(image.getImage().remaining());
    if (share != null) {
      held.add(share);
    }
    return share != null;
  }

  /** A failure came, or was found. */
  public void accept(GenerationFailure failure) {
    finish(new RequestAnswer.Failed(failure));
  }

  /** Nobody waits any more, or time is up. */
  public void finish(RequestAnswer end) {
    answer.complete(end);
  }

  String requestId() {
    return requestId;
  }
}
