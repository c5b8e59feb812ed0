package dev.xmcgan.trainer.status;

import dev.xmcgan.schemas.TrainingAlert;
import dev.xmcgan.schemas.WorkerRole;
import dev.xmcgan.schemas.WorkerState;
import dev.xmcgan.schemas.WorkerStatus;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** What the trainer is doing, as its threads report it. Thread-safe. */
public final class StatusBoard {
  private record Now(WorkerState state, String detail) {}

  private final String trainerId;
  private final String channel;
  private final Clock clock;
  private final Instant startedAt;
  private final AtomicLong failures = new AtomicLong();
  private final AtomicBoolean knowsAnother = new AtomicBoolean();
  private volatile Now now = new Now(WorkerState.STARTING, "");
  private volatile Optional<String> checkpointId = Optional.empty();
  private volatile Optional<String> judgedId = Optional.empty();
  private volatile List<TrainingAlert> alerts = List.of();
  private volatile Optional<String> backlogAlert = Optional.empty();
  private volatile String curation = "";
  private volatile String device = "unknown";
  private volatile Runnable listener = () -> {};

  /**
   * @param channel that it trains
   */
  public StatusBoard(String trainerId, String channel, Clock clock) {
    this.trainerId = trainerId;
    this.channel = channel;
    this.clock = clock;
    this.startedAt = clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  /** Whom to tell of each change; replaces who was told before. */
  public void onChange(Runnable changed) {
    listener = changed;
  }

  /**
   * The trainer went into a state, or stays in it.
   *
   * @param detail for a person to read
   */
  public void state(WorkerState state, String detail) {
    Now before = now;
    now = new Now(state, detail);
    if (before.state() != state) {
      listener.run();
    }
  }

  /** What is wrong with the training now; shown before the detail. */
  public void alerts(List<TrainingAlert> raised) {
    boolean changed = !alerts.equals(raised);
    alerts = List.copyOf(raised);
    if (changed) {
      listener.run();
    }
  }

  /** What is wrong with what curation has not read; shown before everything else. */
  public void backlogAlert(Optional<String> raised) {
    boolean changed = raised.isPresent() != backlogAlert.isPresent();
    backlogAlert = raised;
    if (changed) {
      listener.run();
    }
  }

  /**
   * Images are kept larger than when it started; said after everything else, for pairs that came
   * before that are better imported again.
   *
   * @param before edge in pixels
   * @param now the same
   */
  public void curatedLarger(int before, int now) {
    curation =
        "; images are kept at %d px since a channel needs it, those that came before at %d until imported again"
            .formatted(now, before);
    listener.run();
  }

  /** The newest checkpoint it made or started from. */
  public void checkpoint(String id) {
    checkpointId = Optional.of(id);
    listener.run();
  }

  /** The gate looks at that checkpoint now, or at none. */
  public void judging(Optional<String> id) {
    judgedId = id;
  }

  /** Where it trains. */
  public void device(String name) {
    device = name;
  }

  /** Something failed that it got over. */
  public void failed() {
    failures.incrementAndGet();
    listener.run();
  }

  /**
   * A status was read.
   *
   * @return whether another trainer that runs now told it under this one's id, the first time
   */
  public boolean isFirstOfAnother(WorkerStatus read) {
    return read.getWorkerId().equals(trainerId)
        && !read.getStartedAt().equals(startedAt)
        && read.getUpdatedAt().isAfter(startedAt)
        && read.getState() != WorkerState.STOPPED
        && knowsAnother.compareAndSet(false, true);
  }

  /** The state now. */
  public WorkerState state() {
    return now.state();
  }

  /** For a person to read. */
  public String detail() {
    return withAlerts(now.detail());
  }

  /** The newest checkpoint it made or started from. */
  public Optional<String> checkpoint() {
    return checkpointId;
  }

  /** The checkpoint that the gate looks at now. */
  public Optional<String> judged() {
    return judgedId;
  }

  /** Failures it got over since this process started. */
  public long failures() {
    return failures.get();
  }

  /** All of it, as of now. */
  public WorkerStatus status() {
    Now current = now;
    return WorkerStatus.newBuilder()
        .setWorkerId(trainerId)
        .setRole(WorkerRole.TRAINER)
        .setChannel(channel)
        .setState(current.state())
        .setCheckpointId(checkpointId.orElse(null))
        .setDevice(device)
        .setFailures(failures.get())
        .setDetail(withAlerts(current.detail()))
        .setStartedAt(startedAt)
        .setUpdatedAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
        .build();
  }

  private String withAlerts(String detail) {
    StringBuilder text = new StringBuilder();
    backlogAlert.ifPresent(alert -> text.append(alert).append("; "));
    for (TrainingAlert alert : alerts) {
      String words = alert.name().toLowerCase(Locale.ROOT).replace('_', ' ');
      text.append("alert: ").append(words).append("; ");
    }
    return text.append(detail).append(curation).toString();
  }
}
