package dev.xmcgan.gateway.requests;

import dev.xmcgan.gateway.answers.RequestAnswer;
import dev.xmcgan.gateway.answers.Waiting;
import java.util.concurrent.CompletionStage;

/**
 * A request that was handed to Kafka, or had been before.
 *
 * @param id on Kafka
 * @param isRepeated whether its {@code Idempotency-Key} named one that is on its way already
 * @param acknowledged done when Kafka has it; fails with {@link
 *     dev.xmcgan.gateway.errors.ApiException}
 */
public record Submitted(
    String id, boolean isRepeated, CompletionStage<Void> acknowledged, Waiting waiting) {

  /** What becomes of it, once Kafka has it. */
  public CompletionStage<RequestAnswer> answer() {
    return acknowledged.thenCompose(taken -> waiting.answer());
  }
}
