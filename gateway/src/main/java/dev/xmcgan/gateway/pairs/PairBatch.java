package dev.xmcgan.gateway.pairs;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.xmcgan.gateway.errors.ApiException;
import dev.xmcgan.gateway.errors.ErrorBody;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * What became of pairs that came together.
 *
 * @param object {@code list}, as OpenAI's lists say
 * @param accepted how many are on Kafka
 * @param rejected how many are not
 * @param data one for each of them, in their order
 */
public record PairBatch(String object, long accepted, long rejected, List<Item> data) {

  /**
   * One of them.
   *
   * @param position among all, from 0
   * @param id under which it is on its way; null if it was rejected
   * @param error why it was rejected; null if it was accepted
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Item(int position, String id, ErrorBody.Detail error) {}

  /**
   * Waits for what becomes of each.
   *
   * @param taken ids, or {@link ApiException}s
   */
  static PairBatch of(List<CompletableFuture<String>> taken) {
    List<Item> items = new ArrayList<>();
    for (CompletableFuture<String> each : taken) {
      items.add(item(items.size(), each));
    }
    long accepted = items.stream().filter(item -> item.error() == null).count();
    return new PairBatch("list", accepted, items.size() - accepted, items);
  }

  private static Item item(int position, CompletableFuture<String> taken) {
    try {
      return new Item(position, taken.join(), null);
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof ApiException refused) {
        return new Item(position, null, ErrorBody.of(refused.error()).error());
      }
      throw failed;
    }
  }
}
