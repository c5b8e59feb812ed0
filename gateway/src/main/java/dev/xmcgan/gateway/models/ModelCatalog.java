package dev.xmcgan.gateway.models;

import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ApiException;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.transport.log.CompactedTopic;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The release channels and checkpoints on Kafka, as they are now. */
@Singleton
public final class ModelCatalog {
  /** The channel that a request without a model means. */
  public static final String DEFAULT_CHANNEL = "stable";

  private static final Duration RETRY_AFTER = Duration.ofSeconds(3);

  private final CompactedTopic<Release> releases;
  private final CompactedTopic<Checkpoint> checkpoints;
  private final TaughtCaptions taught;

  ModelCatalog(
      CompactedTopic<Release> releases,
      CompactedTopic<Checkpoint> checkpoints,
      TaughtCaptions taught) {
    this.releases = releases;
    this.checkpoints = checkpoints;
    this.taught = taught;
  }

  /** Everything that can be asked for. */
  public List<Model> all() {
    requireCaughtUp();
    return new Models(releases.all(), checkpoints.all()).all();
  }

  /** One of them. */
  public Optional<Model> find(String id) {
    requireCaughtUp();
    return new Models(releases.all(), checkpoints.all()).find(id);
  }

  /** One of them with what it was taught, where it says. May wait for Kafka. */
  public Optional<Model> described(String id) {
    return find(id)
        .map(
            model ->
                checkpoints
                    .get(model.checkpoint())
                    .flatMap(taught::of)
                    .map(model::with)
                    .orElse(model));
  }

  /**
   * Checks that somebody could draw with this model.
   *
   * @throws ApiException 404 for an unknown name, 503 while the default channel has no release yet
   */
  public void requireServed(String model) {
    requireCaughtUp();
    if (releases.get(model).isPresent() || checkpoints.get(model).isPresent()) {
      return;
    }
    if (model.equals(DEFAULT_CHANNEL)) {
      throw new ApiException(
          ApiError.unavailable(
              "no_release", "No checkpoint has been released yet; try again soon.", RETRY_AFTER));
    }
    throw new ApiException(ApiError.unknownModel(model));
  }

  /**
   * Checks that somebody could draw with this model in that size.
   *
   * @param size edge in pixels, 0 = as it draws
   * @param enlarged whether its images may be enlarged
   * @throws ApiException 404, 503, or 400 for a size that it does not draw
   */
  public void requireDrawable(String model, int size, boolean enlarged) {
    requireServed(model);
    if (enlarged || size == 0) {
      return; // most calls: what the model draws need not be read
    }
    Optional<Integer> drawn = find(model).map(Model::imageSize);
    if (drawn.isPresent() && size > drawn.get()) {
      throw new ApiException(
          ApiError.invalid(
              "size",
              "unsupported_value",
              "'%s' draws images of %dx%<d; larger ones are enlarged, with 'enlarge': true."
                  .formatted(model, drawn.get())));
    }
  }

  /** Whether both topics have been read to their ends. */
  public boolean isCaughtUp() {
    return releases.isCaughtUp() && checkpoints.isCaughtUp();
  }

  private void requireCaughtUp() {
    if (!isCaughtUp()) {
      throw new ApiException(
          ApiError.unavailable(
              "not_ready", "The gateway has not read the releases from Kafka yet.", RETRY_AFTER));
    }
  }
}
