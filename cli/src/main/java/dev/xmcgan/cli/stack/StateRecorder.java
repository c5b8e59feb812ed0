package dev.xmcgan.cli.stack;

import dev.xmcgan.cli.data.ProcessIdentity;
import dev.xmcgan.cli.data.ServiceState;
import dev.xmcgan.cli.data.StackState;
import dev.xmcgan.cli.data.StateFile;
import dev.xmcgan.cli.supervision.Service;
import dev.xmcgan.cli.supervision.SupervisionListener;
import java.time.Duration;
import java.time.Instant;

/** Keeps the state file true to the processes, and tells of deaths. */
final class StateRecorder implements SupervisionListener {
  private final StateFile file;
  private final Console console;
  private final String command;
  private StackState state;

  /**
   * @param command the executable that every service process ends up running
   */
  StateRecorder(StateFile file, StackState empty, String command, Console console) {
    this.file = file;
    this.state = empty;
    this.command = command;
    this.console = console;
    file.write(empty);
  }

  @Override
  public void started(Service service, long pid, int restarts) {
    Instant startedAt =
        ProcessHandle.of(pid).flatMap(it -> it.info().startInstant()).orElse(Instant.EPOCH);
    // not what it runs at this moment: a shell is still on the way to becoming it
    ProcessIdentity identity = new ProcessIdentity(pid, startedAt, command);
    state = state.with(new ServiceState(service.name(), identity, service.port(), restarts, false));
    file.write(state);
    if (restarts > 0) {
      console.say(service.name() + " runs again as process " + pid);
    }
  }

  @Override
  public void restarting(Service service, String how, Duration delay) {
    console.say(
        String.format(
            "%s %s; starting it again in %.1f s; log: %s",
            service.name(), how, delay.toMillis() / 1000.0, service.log()));
  }

  @Override
  public void givenUp(Service service, String reason) {
    state.services().stream()
        .filter(known -> known.name().equals(service.name()))
        .map(
            known ->
                new ServiceState(
                    known.name(), known.process(), known.port(), known.restarts(), true))
        .forEach(known -> state = state.with(known));
    file.write(state);
    console.say(
        String.format(
            "%s %s; it is given up, the others go on; log: %s",
            service.name(), reason, service.log()));
  }
}
