package dev.xmcgan.gateway.json;

import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ApiException;

/**
 * How many items a page of a list holds.
 *
 * @param usual where the caller does not say
 * @param most that a caller may ask for
 */
public record PageLimit(int usual, int most) {

  /**
   * What a caller asked for.
   *
   * @param limit the query parameter; null when there is none
   * @throws ApiException 400
   */
  public int of(String limit) {
    if (limit == null) {
      return usual;
    }
    if (limit.matches("[0-9]{1,6}")) {
      int asked = Integer.parseInt(limit);
      if (asked >= 1 && asked <= most) {
        return asked;
      }
    }
    throw new ApiException(
        ApiError.invalid("limit", "invalid_value", "'limit' must be 1 to %d.".formatted(most)));
  }

  /**
   * Which entries of a topic a page begins after, from the newest back.
   *
   * @param id the query parameter: the offset of an entry; null for the newest page
   * @return an offset that is larger than those of all entries of the page
   * @throws ApiException 400
   */
  public static long before(String id) {
    if (id == null) {
      return Long.MAX_VALUE;
    }
    if (!id.matches("[0-9]{1,18}")) {
      throw new ApiException(
          ApiError.invalid("before", "invalid_value", "'before' must be the id of an entry."));
    }
    return Long.parseLong(id);
  }
}
