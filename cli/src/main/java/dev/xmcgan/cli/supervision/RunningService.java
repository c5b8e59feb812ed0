package dev.xmcgan.cli.supervision;

import dev.xmcgan.localkafka.processes.ChildProcess;

/**
 * A service's present process.
 *
 * @param process to watch
 * @param stop stops the process in order and returns when it has ended
 */
public record RunningService(ChildProcess process, Runnable stop) {}
