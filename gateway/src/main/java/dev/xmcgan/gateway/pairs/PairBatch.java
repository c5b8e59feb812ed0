package dev.xmcgan.gateway.pairs;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.xmcgan.gateway.errors.ErrorBody;
import java.util.List;

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

  static PairBatch of(List<Item> items) {
    long accepted = items.stream().filter(item -> item.error() == null).count();
    return new PairBatch("list", accepted, items.size() - accepted, items);
  }
}
