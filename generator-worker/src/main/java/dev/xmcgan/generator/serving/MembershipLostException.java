package dev.xmcgan.generator.serving;

import org.apache.kafka.common.errors.RetriableException;

/**
 * The group gave this member's partitions away, as it does when the process stood still: the next
 * poll joins again.
 */
final class MembershipLostException extends RetriableException {
  private static final long serialVersionUID = 1L;

  MembershipLostException(Throwable cause) {
    super("not a member of the group any more: " + cause.getMessage(), cause);
  }
}
