package dev.xmcgan.cli.supervision;

/**
 * A service that will not be started again.
 *
 * @param reason what to tell, without the service's name
 */
public record ServiceFailure(Service service, String reason) {}
