package dev.xmcgan.generator.app;

import dev.xmcgan.generator.status.WorkerStatusBoard;
import dev.xmcgan.schemas.WorkerState;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready when a release is loaded; says in any case what it is doing. */
@Readiness
@ApplicationScoped
public class WorkerReadiness implements HealthCheck {
  private final GeneratorWorker worker;

  WorkerReadiness(GeneratorWorker worker) {
    this.worker = worker;
  }

  @Override
  public HealthCheckResponse call() {
    WorkerStatusBoard board = worker.status();
    WorkerState state = board.state();
    HealthCheckResponseBuilder response =
        HealthCheckResponse.named("generator-worker")
            .status(state == WorkerState.SERVING)
            .withData("state", state.name());
    board.serving().ifPresent(checkpointId -> response.withData("checkpoint", checkpointId));
    board
        .alsoServed()
        .forEach(
            other ->
                response.withData(
                    "channel " + other.getChannel(),
                    Optional.ofNullable(other.getCheckpointId()).orElse(other.getDetail())));
    String detail = board.detail();
    if (!detail.isEmpty()) {
      response.withData("detail", detail);
    }
    String trouble = worker.trouble();
    if (!trouble.isEmpty()) {
      response.withData("trouble", trouble);
    }
    return response.build();
  }
}
