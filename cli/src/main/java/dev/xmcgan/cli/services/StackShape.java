package dev.xmcgan.cli.services;

import dev.xmcgan.cli.data.StackPorts;

/**
 * What a stack looks like.
 *
 * @param workers generator workers
 * @param trainer whether there is a trainer
 * @param starter whether the shipped weights are released when nothing is
 * @param topicPrefix before every topic's name; may be empty
 */
public record StackShape(
    StackPorts ports, int workers, boolean trainer, boolean starter, String topicPrefix) {}
