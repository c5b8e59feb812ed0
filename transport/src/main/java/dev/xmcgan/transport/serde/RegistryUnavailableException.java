package dev.xmcgan.transport.serde;

import org.apache.kafka.common.errors.RetriableException;

/**
 * The schema registry did not answer in time. Nothing is known about the record at hand: read or
 * write it again later.
 */
public class RegistryUnavailableException extends RetriableException {

  public RegistryUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
