package dev.xmcgan.cli.data;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * A service of a running stack.
 *
 * @param name such as {@code generator-worker-1}
 * @param process what runs it
 * @param port where it listens
 * @param restarts how often it was started again after it died
 * @param givenUp whether it will not be started again
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ServiceState(
    String name, ProcessIdentity process, int port, int restarts, boolean givenUp) {}
