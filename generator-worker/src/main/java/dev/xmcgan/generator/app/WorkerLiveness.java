package dev.xmcgan.generator.app;

import dev.xmcgan.generator.config.WorkerConfig;
import dev.xmcgan.generator.status.Phase;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Alive while there is progress in what it could do. */
@Liveness
@ApplicationScoped
public class WorkerLiveness implements HealthCheck {
  private final GeneratorWorker worker;
  private final WorkerConfig config;

  WorkerLiveness(GeneratorWorker worker, WorkerConfig config) {
    this.worker = worker;
    this.config = config;
  }

  @Override
  public HealthCheckResponse call() {
    boolean alive =
        !(worker.status().phase() instanceof Phase.Failed)
            && worker.progressing(config.stuckAfter());
    return HealthCheckResponse.named("generator-worker-loop").status(alive).build();
  }
}
