package dev.xmcgan.localkafka.processes;

import java.util.List;

/** Somebody else listens on the port a child wants. */
public final class PortInUseException extends ChildProcessException {

  PortInUseException(String process, int port) {
    super(process, "cannot listen on 127.0.0.1:%d: the port is in use".formatted(port), List.of());
  }
}
