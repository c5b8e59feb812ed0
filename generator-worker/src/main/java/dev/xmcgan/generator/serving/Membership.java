package dev.xmcgan.generator.serving;

import java.util.function.Supplier;
import org.apache.kafka.common.errors.FencedMemberEpochException;
import org.apache.kafka.common.errors.StaleMemberEpochException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls of a group's consumer whose member the group may have given up meanwhile, as it does when
 * the process stood still. Kafka's own thread takes partitions away at any moment after their loss
 * was told: a call for one that was there a moment ago may find it gone.
 */
final class Membership {
  private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

  private Membership() {}

  /**
   * What the call returns.
   *
   * @throws MembershipLostException when it came too late for this member
   */
  static <R> R require(Supplier<R> call) {
    try {
      return call.get();
    } catch (UnknownMemberIdException
        | StaleMemberEpochException
        | FencedMemberEpochException
        | IllegalStateException e) {
      throw new MembershipLostException(e);
    }
  }

  /**
   * Returns false where a partition is not this member's any more; its loss was or will be told.
   */
  static boolean whileAssigned(Runnable call) {
    try {
      call.run();
      return true;
    } catch (IllegalStateException e) {
      LOG.atDebug().setCause(e).log("a partition is another worker's by now");
      return false;
    }
  }
}
