package dev.xmcgan.trainer.app;

import dev.xmcgan.schemas.WorkerState;
import dev.xmcgan.trainer.status.StatusBoard;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready when it trains or waits for pairs; says in any case what it is doing. */
@Readiness
@ApplicationScoped
public class TrainerReadiness implements HealthCheck {
  /** Waiting, it judges and takes back all the same. */
  private static final Set<WorkerState> READY =
      Set.of(WorkerState.WAITING_FOR_RELEASE, WorkerState.WAITING_FOR_PAIRS, WorkerState.TRAINING);

  private final TrainerWorker worker;

  TrainerReadiness(TrainerWorker worker) {
    this.worker = worker;
  }

  @Override
  public HealthCheckResponse call() {
    StatusBoard board = worker.status();
    WorkerState state = board.state();
    HealthCheckResponseBuilder response =
        HealthCheckResponse.named("trainer-worker")
            .status(READY.contains(state))
            .withData("state", state.name());
    board.checkpoint().ifPresent(checkpointId -> response.withData("checkpoint", checkpointId));
    String detail = board.detail();
    if (!detail.isEmpty()) {
      response.withData("detail", detail);
    }
    return response.build();
  }
}
