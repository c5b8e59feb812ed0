package dev.xmcgan.trainer.checkpoints;

import java.io.IOException;
import java.util.List;

/**
 * None of the checkpoints that training may go on from can be trained on, e.g. since what a person
 * released is a generator alone. Another release may end that; trying again does not.
 */
public final class UntrainableException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param refusals why, for each checkpoint
   */
  UntrainableException(List<String> refusals) {
    super(
        "none of the %d checkpoints can be trained on: %s"
            .formatted(refusals.size(), String.join("; ", refusals)));
  }
}
