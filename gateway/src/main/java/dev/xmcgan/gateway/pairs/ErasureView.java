package dev.xmcgan.gateway.pairs;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.xmcgan.schemas.PairErasure;
import java.time.Instant;

/**
 * What became of a pair that was to be erased.
 *
 * @param status {@code erased}, or {@code requested} where the receipt is still to come
 * @param erasure id of the request, as it stands on the receipts
 * @param arrivedAt when the pair had come: younger checkpoints may have learned from it
 * @param imageStaysWith another pair that has the same image
 * @param bytesGoneAt when the last bytes of it have left Kafka at the latest
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ErasureView(
    String id,
    String status,
    String erasure,
    @JsonProperty("arrived_at") Instant arrivedAt,
    @JsonProperty("image_stays_with") String imageStaysWith,
    @JsonProperty("erased_at") Instant erasedAt,
    @JsonProperty("bytes_gone_at") Instant bytesGoneAt) {

  static ErasureView requested(String id, String erasure) {
    return new ErasureView(id, "requested", erasure, null, null, null, null);
  }

  static ErasureView of(PairErasure receipt) {
    return new ErasureView(
        receipt.getPairId(),
        "erased",
        receipt.getRequestId(),
        receipt.getArrivedAt(),
        receipt.getImageStaysWith(),
        receipt.getErasedAt(),
        receipt.getBytesGoneAt());
  }
}
