package dev.xmcgan.trainer.app;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Alive while the training thread and the curating stream are. */
@Liveness
@ApplicationScoped
public class TrainerLiveness implements HealthCheck {
  private final TrainerWorker worker;

  TrainerLiveness(TrainerWorker worker) {
    this.worker = worker;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("trainer-worker-threads").status(worker.isAlive()).build();
  }
}
