package dev.xmcgan.cli.services;

import dev.xmcgan.cli.data.StackPorts;
import java.util.List;

/**
 * What a stack looks like.
 *
 * @param workers generator workers
 * @param trainers the channels that are trained, each by a trainer of its own; may be empty
 * @param starter whether the shipped weights are released when nothing is
 * @param topicPrefix before every topic's name; may be empty
 */
public record StackShape(
    StackPorts ports,
    int workers,
    List<TrainedChannel> trainers,
    boolean starter,
    String topicPrefix) {
  public StackShape {
    trainers = List.copyOf(trainers);
  }
}
