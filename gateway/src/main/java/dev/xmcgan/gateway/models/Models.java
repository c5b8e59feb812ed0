package dev.xmcgan.gateway.models;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Release;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What can be asked for by name at one moment.
 *
 * @param releases by channel
 * @param checkpoints by id
 */
record Models(Map<String, Release> releases, Map<String, Checkpoint> checkpoints) {

  /** Channels by name, then checkpoints from the newest. */
  List<Model> all() {
    Stream<Model> channels =
        releases.values().stream()
            .sorted(Comparator.comparing(Release::getChannel))
            .map(this::channel);
    Stream<Model> ids =
        checkpoints.values().stream()
            .sorted(Comparator.comparing(Checkpoint::getCreatedAt).reversed())
            .map(Model::of);
    return Stream.concat(channels, ids).toList();
  }

  /** The channel or checkpoint of that name. */
  Optional<Model> find(String id) {
    Release release = releases.get(id);
    if (release != null) {
      return Optional.of(channel(release));
    }
    return Optional.ofNullable(checkpoints.get(id)).map(Model::of);
  }

  private Model channel(Release release) {
    return Model.of(release, Optional.ofNullable(checkpoints.get(release.getCheckpointId())));
  }
}
